"""The texts of an option: a new one, all there were, and what is different between two."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from exercises import access
from exercises.actions.option_life import resubmit_option
from exercises.actions.options import revise_option
from exercises.analysis.differences import Piece, differences
from exercises.errors import ActionRefused
from exercises.forms.option_life import MINE, TAKE, EditForm
from exercises.models import Option, OptionVersion, Participation
from exercises.queries import option_rules as rules
from exercises.queries import versions
from exercises.views import drafts, refusals
from exercises.views.frame import frame


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """A new text; a returned option may be submitted again with it."""
    seat = access.participation_or_404(request.user, slug)
    option = access.option_or_404(seat, number)
    now = access.now_in(seat.exercise)
    assert option.current is not None  # an option is born with version 1
    seen = _seen(request, option)
    draft = drafts.kept(seat, f"option.{number}", base=seen.number)
    sent = request.POST if request.method == "POST" else None
    likely = {"change": "clarification"} if option.state == "returned" else {}
    form = EditForm(sent, version=option.current, theirs=seen, initial={**likely, **draft.body})
    status, clash = 200, None
    try:
        if sent is None or not form.is_valid():
            rules.may_edit(seat, option, now)
        if sent is not None and form.is_valid():
            return _save(request, seat, option, form, draft=draft, now=now)
        if sent is not None:
            status = refusals.invalid(request, form)
    except ActionRefused as refused:
        status = refusals.told(request, form, refused)
        if refused.code == "stale":
            clash = _clash(seat, option, seen, form)
    if sent is not None:
        draft = drafts.keep_refused(seat, draft, form, now)
    context = {
        "option": option,
        "form": form,
        "draft": draft,
        "clash": clash,
        "returned": option.state == "returned" and rules.in_grace(option, now),
        "decision": next((s for s in versions.history(seat, option) if s.decision.verdict == "returned"), None),
        "until": rules.grace_ends(option),
        "frozen": rules.frozen(seat.exercise, now),
        **frame(seat, "options", now),
    }
    return render(request, "option_edit.html", context, status=status)


def _seen(request: HttpRequest, option: Option) -> OptionVersion:
    """The version that a form was written on; the present one when it says nothing that can be right."""
    assert option.current is not None  # an option is born with version 1
    said = request.POST.get("seen_version", "")
    if not said.isdecimal() or len(said) > 9 or int(said) == option.current.number:
        return option.current
    found = option.versions.select_related("template").filter(number=int(said)).first()
    return found or option.current


def _save(
    request: HttpRequest, seat: Participation, option: Option, form: EditForm, *, draft: drafts.Kept, now: dt.datetime
) -> HttpResponse:
    again = request.POST.get("do") == "submit"
    action = resubmit_option if again else revise_option
    what: dict[str, Any] = {"change": form.cleaned_data["change"], "seen_version": form.cleaned_data["seen_version"]}
    version = action(author=seat, option=option, values=form.values(), **what, key=form.key_value, now=now)
    if refusals.wants_json(request):
        return JsonResponse({"number": option.number, "version": version})
    words = _("%(option)s is submitted again.") if again else _("Version %(version)s of %(option)s is saved.")
    drafts.acknowledge(request, draft.name, words % {"option": option.label, "version": version})
    return redirect("option", slug=seat.exercise.slug, number=option.number)


@dataclass(frozen=True)
class ClashingField:
    """One field that somebody else has changed meanwhile; *theirs* and *mine* are marked against each other.

    *name* is the choice's and *stood* that of a hidden copy of mine. *untouched*: the writer had not changed it, so
    theirs is chosen unless the writer says otherwise.
    """

    field: forms.BoundField
    name: str
    stood: str
    theirs: list[Piece]
    mine: list[Piece]
    untouched: bool


@dataclass(frozen=True)
class Clash:
    """Two texts that were written on one: the newer *version* and the writer's."""

    version: OptionVersion
    fields: dict[str, ClashingField]


def _clash(seat: Participation, option: Option, seen: OptionVersion, form: EditForm) -> Clash:
    """Field by field what stands now beside what was typed; the next save starts from what stands."""
    fresh = access.option_or_404(seat, option.number).current
    assert fresh is not None  # an option is born with version 1
    form.has_now_seen(fresh.number)
    base, theirs = versions.texts_of(seen), versions.texts_of(fresh)
    found = {}
    for field in form.written:
        mine = str(field.value() or "").replace("\r\n", "\n")
        there = theirs.get(field.name, "")
        if there not in {mine, base.get(field.name, "")}:
            pieces = differences(mine, there)
            found[field.name] = ClashingField(
                field=field,
                name=TAKE + field.name,
                stood=MINE + field.name,
                theirs=[piece for piece in pieces if piece.kind != "out"],
                mine=[piece for piece in pieces if piece.kind != "in"],
                untouched=mine == base.get(field.name, ""),
            )
    return Clash(fresh, found)


@require_safe
def history(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """All versions; ?from=1&to=3 shows what is different between two."""
    seat = access.participation_or_404(request.user, slug)
    option = access.option_or_404(seat, number)
    now = access.now_in(seat.exercise)
    found = versions.versions_of(option)
    old, new = _pair(request, found)
    context = {
        "option": option,
        "versions": found,
        "old": old,
        "new": new,
        "fields": versions.compared(old, new) if old and new else [],
        **frame(seat, "options", now),
    }
    return render(request, "option_versions.html", context)


def _pair(request: HttpRequest, found: list[OptionVersion]) -> tuple[OptionVersion | None, OptionVersion | None]:
    """The two versions that are asked for, the older first; without a question the last two. 404 for none such."""
    by_number = {str(version.number): version for version in found}
    if "from" not in request.GET and "to" not in request.GET:
        return (found[1], found[0]) if len(found) > 1 else (None, None)
    asked = [by_number.get(request.GET.get(name, "")) for name in ("from", "to")]
    pair = [version for version in asked if version is not None]
    if len(pair) < len(asked):
        raise Http404
    older, newer = sorted(pair, key=lambda version: version.number)
    return older, newer
