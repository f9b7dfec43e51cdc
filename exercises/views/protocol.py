"""The protocol: read by everybody, changed by the manager, downloaded as the bytes that its hash is of."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from exercises import access
from exercises.actions.protocol import change_protocol, deviate
from exercises.analysis.wording import Difference, differences
from exercises.errors import ActionRefused
from exercises.forms.protocol import ProtocolForm, arranged
from exercises.models import Participation
from exercises.queries import protocol as protocols
from exercises.views import refusals
from exercises.views.frame import frame


@require_safe
def page(request: HttpRequest, slug: str) -> HttpResponse:
    seat = access.participation_or_404(request.user, slug)
    now = access.now_in(seat.exercise)
    context = {
        "protocol": protocols.standing(seat.exercise),
        "rating": _rating(seat),
        "axes": seat.exercise.axes.all(),
        **frame(seat, "protocol", now),
    }
    return render(request, "protocol.html", context)


@require_safe
def file(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The canonical bytes of a frozen protocol: their SHA-256 is the hash that is shown. The name is marked."""
    seat = access.participation_or_404(request.user, slug)
    protocol = protocols.numbered(seat.exercise, number)
    if protocol is None:
        raise Http404
    name = f"{slugify(seat.exercise.marking) or 'marked'}_{slug}_protocol-{number}.json"
    answer = HttpResponse(protocols.canonical(protocol.content), content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, slug: str) -> HttpResponse:
    """The manager's form. A button with a "do" arranges the slots and saves nothing."""
    seat = access.participation_or_404(request.user, slug)
    now = access.now_in(seat.exercise)
    access.require(seat, "manage", now)
    standing, locked = protocols.standing(seat.exercise), _locked(seat, now)
    arranging = request.method == "POST" and "do" in request.POST and not locked
    form = _arranged(request, standing) if arranging else _form(request, standing, locked)
    context: dict[str, Any] = {"form": form, "protocol": standing, "locked": locked}
    status = 200
    try:
        if form.is_valid():
            return _saved(request, seat, form, now)
        if form.is_bound:
            status = refusals.invalid(request, form)
    except ActionRefused as refused:
        status = refusals.told(request, form, refused)
        if refused.code == "stale":
            form.renew_seen_hash(refused.facts["hash"])
            context["clash"] = _clash(seat, form)
    template = "_protocol_form.html" if arranging and "HX-Request" in request.headers else "protocol_edit.html"
    return render(request, template, {**context, **frame(seat, "protocol", now)}, status=status)


def _form(request: HttpRequest, standing: protocols.Standing, locked: bool) -> ProtocolForm:
    data = request.POST if request.method == "POST" else None
    return ProtocolForm(data, content=standing.content, seen_hash=standing.hash, locked=locked)


def _arranged(request: HttpRequest, standing: protocols.Standing) -> ProtocolForm:
    typed, opened = arranged({name: str(value) for name, value in request.POST.items()}, request.POST["do"])
    return ProtocolForm(content=standing.content, seen_hash=standing.hash, locked=False, typed=typed, opened=opened)


def _saved(request: HttpRequest, seat: Participation, form: ProtocolForm, now: dt.datetime) -> HttpResponse:
    if form.locked:
        protocol = deviate(manager=seat, **form.values(), now=now)
        said, answer = _("The deviation is logged."), {"hash": protocol.hash, "number": protocol.number}
    else:
        said, answer = _("The protocol is saved."), {"hash": change_protocol(manager=seat, **form.values(), now=now)}
    if refusals.wants_json(request):
        return JsonResponse(answer)
    messages.success(request, said)
    return redirect("protocol", slug=seat.exercise.slug)


def _clash(seat: Participation, form: ProtocolForm) -> list[Difference]:
    """Where what was saved meanwhile and what was typed here differ."""
    present, typed = protocols.standing(seat.exercise).content, form.values()
    return differences(present, protocols.content_with(present, typed["axes"], typed["criteria"], typed["thresholds"]))


def _rating(seat: Participation) -> Any:
    """The phase at whose opening the protocol freezes; None in an exercise without rating."""
    return next((phase for phase in seat.exercise.phases.all() if phase.kind == "rate"), None)


def _locked(seat: Participation, now: dt.datetime) -> bool:
    """Whether only deviations are possible: frozen, or rating is open by the dates and the clock is late."""
    phase = _rating(seat)
    return protocols.number_in_force(seat.exercise) > 0 or (phase is not None and phase.opens_at <= now)
