"""Health: is the process alive, can it serve."""

from __future__ import annotations

from django.core.cache import cache
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import Error as DatabaseError
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


@require_safe
@never_cache
def live(request: HttpRequest) -> JsonResponse:
    """This process answers."""
    return JsonResponse({"status": "alive"})


@require_safe
@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """PostgreSQL answers within 3 s (the pool's limit) and is migrated; without Valkey only slower: degraded."""
    database = _database()
    valkey = _valkey()
    healthy = database == "ok"
    status = "unavailable" if not healthy else "ready" if valkey == "ok" else "degraded"
    return JsonResponse({"status": status, "database": database, "valkey": valkey}, status=200 if healthy else 503)


def _database() -> str:
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return "no answer"
    return "not migrated" if waiting else "ok"


def _valkey() -> str:
    try:
        cache.get("ready")
    except Exception:  # noqa: BLE001  any failure of the client means the same here
        return "no answer"
    return "ok"
