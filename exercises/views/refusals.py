"""How a refused action is told: problem details to programs, a page to people. Forms catch it themselves."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from exercises.errors import ActionRefused


class RefusalMiddleware:
    """Turns an ActionRefused that no view caught into its answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, ActionRefused):
            return None
        if wants_json(request):
            return problem(error)
        return render(request, "refused.html", {"message": error.message}, status=error.status)


def wants_json(request: HttpRequest) -> bool:
    return "application/json" in request.headers.get("Accept", "")


def problem(error: ActionRefused) -> JsonResponse:
    """Problem details (RFC 9457); *code*, *fields* and the facts are extension members."""
    body = {"title": str(error.message), "status": error.status, "code": error.code, **error.facts}
    if error.fields:
        body["fields"] = {name: str(sentence) for name, sentence in error.fields.items()}
    return JsonResponse(body, status=error.status, content_type="application/problem+json")
