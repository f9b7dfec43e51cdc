"""The Celery application: the worker and the clock."""

from __future__ import annotations

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "quadrant.settings")

app = Celery("quadrant")
app.config_from_object("django.conf:settings", namespace="CELERY")
# Named, not found by searching: what the worker and the clock run stands in these two files.
app.conf.imports = ("exercises.tasks", "exercises.schedule")
