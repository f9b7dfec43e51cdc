"""The texts of an option: a new one, all there were, and what is different between two."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from exercises import access
from exercises.actions.option_life import resubmit_option
from exercises.actions.options import revise_option
from exercises.errors import ActionRefused
from exercises.forms.option_life import EditForm
from exercises.models import Option, OptionVersion, Participation
from exercises.queries import option_rules as rules
from exercises.queries import versions
from exercises.views import drafts, refusals, wordings
from exercises.views.frame import frame
from exercises.views.wordings import Clash


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """A new text; a returned option may be submitted again with it."""
    seat = access.participation_or_404(request.user, slug)
    option = access.option_or_404(seat, number)
    now = access.now_in(seat.exercise)
    assert option.current is not None  # an option is born with version 1
    seen = wordings.seen(request, option.current, option.versions.select_related("template"))
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


def _clash(seat: Participation, option: Option, seen: OptionVersion, form: EditForm) -> Clash:
    """Field by field what stands now beside what was typed; the next save starts from what stands."""
    fresh = access.option_or_404(seat, option.number).current
    assert fresh is not None  # an option is born with version 1
    form.has_now_seen(fresh.number)
    return wordings.clash(fresh, form.written, versions.texts_of(seen), versions.texts_of(fresh))


@require_safe
def history(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """All versions; ?from=1&to=3 shows what is different between two."""
    seat = access.participation_or_404(request.user, slug)
    option = access.option_or_404(seat, number)
    now = access.now_in(seat.exercise)
    compared = wordings.compared(request, versions.versions_of(option), versions.compared)
    context = {"option": option, **compared, **frame(seat, "options", now)}
    return render(request, "option_versions.html", context)
