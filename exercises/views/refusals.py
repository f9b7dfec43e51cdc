"""How a refused action is told: problem details to programs, a page to people. Forms catch it themselves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from exercises import access
from exercises.errors import ActionRefused
from exercises.forms.keys import KeyedForm
from exercises.views.frame import frame


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
        return render(
            request,
            "refused.html",
            {"message": error.message, "code": error.code, **_around(request)},
            status=error.status,
        )


def _around(request: HttpRequest) -> dict[str, Any]:
    """The frame of the exercise that was asked: its marking stands on every page, also on this one."""
    slug = request.resolver_match.kwargs.get("slug") if request.resolver_match else None
    try:
        seat = access.participation_or_404(request.user, slug) if slug else None
    except Http404:
        return {}
    return frame(seat, "", access.now_in(seat.exercise)) if seat else {}


def wants_json(request: HttpRequest) -> bool:
    return "application/json" in request.headers.get("Accept", "")


def problem(error: ActionRefused) -> JsonResponse:
    """Problem details (RFC 9457); *code*, *fields* and the facts are extension members."""
    body = {"title": str(error.message), "status": error.status, "code": error.code, **error.facts}
    if error.fields:
        body["fields"] = {name: str(sentence) for name, sentence in error.fields.items()}
    return JsonResponse(body, status=error.status, content_type="application/problem+json")


def told(request: HttpRequest, form: BaseForm, error: ActionRefused) -> int:
    """Put the sentence of *error* where it belongs in the form, which keeps what was typed; returns the status.

    Programs, and those who have typed nothing yet, get the refusal itself: it is raised again.
    """
    if request.method != "POST" or wants_json(request):
        raise error
    form.errors  # noqa: B018  the form's own look at the data comes first, or add_error would be forgotten
    message = error.message
    if error.code == "key_reused" and isinstance(form, KeyedForm):
        form.renew_key()
        message = _(
            "You have sent this form before, with other content, and that stands. Send it again to submit this as well."
        )
    places: dict[str | None, Any] = {name: sentence for name, sentence in error.fields.items() if name in form.fields}
    for name, sentence in (places or {None: message}).items():
        form.add_error(name, str(sentence))
    return error.status


def invalid(request: HttpRequest, form: BaseForm) -> int:
    """The status of a form with errors; a program gets them as problem details."""
    if wants_json(request):
        fields = {name: " ".join(map(str, sentences)) for name, sentences in form.errors.items()}
        raise ActionRefused("invalid", _("Some of what was sent cannot be right."), fields=fields)
    return 422


def refusal(form: BaseForm) -> ActionRefused:
    """For forms of buttons only: there is nothing typed to keep, so the page of refusals answers."""
    fields = {name: " ".join(map(str, sentences)) for name, sentences in form.errors.items()}
    return ActionRefused("invalid", " ".join(fields.values()), fields=fields)
