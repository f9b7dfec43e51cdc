#!/usr/bin/env python3
"""Django's command line for Quadrant; ``manage.py start`` runs all of it on this machine."""

import os
import sys


def main() -> None:
    """Run a command; what a person can put right comes as one sentence and not as a traceback."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "quadrant.settings")
    try:
        from django.core.exceptions import ImproperlyConfigured
        from django.core.management import execute_from_command_line

        from quadrant.var_folder import CannotStart
    except ImportError as missing:
        sys.exit(f"{missing.name} is not installed for this Python; `make run` installs everything into .venv.")
    try:
        execute_from_command_line(sys.argv)
    except (CannotStart, ImproperlyConfigured) as refused:
        sys.exit(str(refused))
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
