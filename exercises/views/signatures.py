"""Who stands for the report: signing it, thinking again, and publishing."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from exercises import access
from exercises.actions.signatures import publish_report, sign_report, take_back_signature
from exercises.errors import ActionRefused
from exercises.forms.report_texts import PublishForm, SignForm
from exercises.views import reports
from exercises.views.refusals import invalid, told, wants_json


@require_POST
def sign(request: HttpRequest, slug: str) -> HttpResponse:
    """Stand for the report as it was read."""
    seat = access.participation_or_404(request.user, slug)
    now = access.now_in(seat.exercise)
    access.require(seat, "sign_report", now)
    form = SignForm(request.POST)
    if not form.is_valid():
        return reports.page(request, seat, now, status=invalid(request, form), sign=form)
    values = form.cleaned_data
    what: dict[str, Any] = {"role": values["role"], "seen_digest": values["seen"], "standards": values["standards"]}
    try:
        number = sign_report(signer=seat, **what, note=values["note"], key=form.key_value, now=now)
    except ActionRefused as refused:
        return reports.page(request, seat, now, status=told(request, form, refused), sign=form)
    return _done(request, slug, _("You have signed the report as it stands."), {"signature": number})


@require_POST
def unsign(request: HttpRequest, slug: str) -> HttpResponse:
    """Take one's own signature back."""
    seat = access.participation_or_404(request.user, slug)
    take_back_signature(signer=seat, now=access.now_in(seat.exercise))
    return _done(request, slug, _("Your signature is taken back."), {})


@require_POST
def publish(request: HttpRequest, slug: str) -> HttpResponse:
    """Declare the report final."""
    seat = access.participation_or_404(request.user, slug)
    now = access.now_in(seat.exercise)
    access.require(seat, "publish", now)
    form = PublishForm(request.POST)
    if not form.is_valid():
        return reports.page(request, seat, now, status=invalid(request, form), publish=form)
    what = {"seen_digest": form.cleaned_data["seen"], "reason": form.cleaned_data["reason"]}
    try:
        number = publish_report(publisher=seat, **what, key=form.key_value, now=now)
    except ActionRefused as refused:
        return reports.page(request, seat, now, status=told(request, form, refused), publish=form)
    return _done(request, slug, _("The report is published."), {"publication": number})


def _done(request: HttpRequest, slug: str, said: str, answer: dict[str, Any]) -> HttpResponse:
    if wants_json(request):
        return JsonResponse(answer)
    messages.success(request, said)
    return redirect("report", slug)
