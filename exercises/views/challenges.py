"""What analysts say to a narrative, and what the lead author answers."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from exercises import access
from exercises.actions.challenges import (
    answer_challenge,
    judge_fit,
    offer_nickname,
    support_narrative,
    write_minority_note,
)
from exercises.errors import ActionRefused
from exercises.forms.challenges import FORMS, AnswerForm, ChallengeForm
from exercises.models import Challenge, Narrative, Participation
from exercises.queries.board import board_for
from exercises.views import drafts
from exercises.views.narratives import reading
from exercises.views.refusals import invalid, refusal, told, wants_json


@require_POST
def say(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Say something to a narrative; *kind* is fit, support, minority or nickname."""
    seat = access.participation_or_404(request.user, slug)
    now = access.now_in(seat.exercise)
    access.require(seat, "see_narratives", now)
    narrative = access.narrative_or_404(seat, number)
    kind = FORMS.get(request.POST.get("kind", ""))
    if kind is None:
        raise ActionRefused("invalid", _("Say what it is: a fit, a support, a note or a name."))
    members = [(option.number, option.title) for option, _kind in board_for(seat, now).members(number)]
    form = kind(request.POST, options=members)
    if not form.is_valid():
        return _again(request, seat, narrative, form, status=invalid(request, form), now=now)
    try:
        said = _say(seat, narrative, form, now)
    except ActionRefused as refused:
        return _again(request, seat, narrative, form, status=told(request, form, refused), now=now)
    if wants_json(request):
        return JsonResponse({"challenge": said}, status=201)
    place = f"challenge.{number}.{form.kind}"
    drafts.acknowledge(request, drafts.name_of(seat, place), _("Said. The lead author reads it."))
    return redirect(f"{reverse('narrative', args=[slug, number])}#challenge")


def _say(seat: Participation, narrative: Narrative, form: ChallengeForm, now: dt.datetime) -> int:
    data = form.cleaned_data
    what: dict[str, Any] = {"analyst": seat, "narrative": narrative, "seen_version": data["seen_version"]}
    what |= {"key": form.key_value, "now": now}
    if form.kind == "fit":
        option = access.option_or_404(seat, data["option"])
        return judge_fit(**what, option=option, verdict=data["verdict"], reason=data["text"])
    if form.kind == "support":
        return support_narrative(**what, step=data["step"])
    if form.kind == "minority":
        return write_minority_note(**what, text=data["text"])
    return offer_nickname(**what, nickname=data["text"])


def _again(
    request: HttpRequest,
    seat: Participation,
    narrative: Narrative,
    form: ChallengeForm,
    *,
    status: int,
    now: dt.datetime,
) -> HttpResponse:
    """The narrative's page with what was sent and what is wrong with it; the text is kept as a draft as well."""
    if form.kind != "support":
        drafts.keep_refused(seat, drafts.kept(seat, f"challenge.{narrative.number}.{form.kind}"), form, now)
    context = reading(seat, narrative, now, refused=form)
    return render(request, "narrative.html", context, status=status)


@require_POST
def answer(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Accept, answer or decline what was said."""
    seat = access.participation_or_404(request.user, slug)
    now = access.now_in(seat.exercise)
    access.require(seat, "write_narratives", now)
    challenge = access.challenge_or_404(seat, number)
    if challenge.kind == "support":
        raise Http404
    form = AnswerForm(request.POST)
    try:
        _answer(seat, challenge, form, now)
    except ActionRefused as refused:
        if wants_json(request):
            raise
        narrative = access.narrative_or_404(seat, challenge.narrative.number)
        context = reading(seat, narrative, now, answering=(number, form.data, refused.message))
        return render(request, "narrative.html", context, status=refused.status)
    if wants_json(request):
        return JsonResponse({"challenge": number, "answer": form.cleaned_data["answer"]})
    messages.success(request, _("Answered. Whoever said it sees it on their home."))
    return redirect(f"{reverse('narrative', args=[slug, challenge.narrative.number])}#said-{number}")


def _answer(seat: Participation, challenge: Challenge, form: AnswerForm, now: dt.datetime) -> None:
    if not form.is_valid():
        raise refusal(form)
    data = form.cleaned_data
    answer_challenge(author=seat, challenge=challenge, answer=data["answer"], text=data["answer_text"], now=now)
