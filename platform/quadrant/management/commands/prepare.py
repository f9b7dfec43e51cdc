"""``manage.py prepare``: the database as the processes of ``manage.py start`` expect it."""

from argparse import ArgumentParser
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    """Migrate, and load the demo exercise where it is wanted; safe to repeat.

    One process for both: when there is nothing to do, starting it is nearly all that takes time.
    """

    help = "Migrate the database and, with --demo, load the demo exercise; safe to repeat."
    requires_system_checks = ()  # they import every page; `manage.py check` is for whoever changes the code

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--demo", action="store_true", help="load the demo exercise too")

    def handle(self, *args: Any, demo: bool = False, **options: Any) -> None:
        call_command("migrate", verbosity=0)
        if demo:
            call_command("load_demo", stdout=self.stdout)
