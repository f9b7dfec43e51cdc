"""Drafts: saved while they are written, listed, and put back into the form that they belong to.

A form gets a keeper in three lines (frontend/styles/README.md): its view asks ``kept``, gives the form
``initial=draft.body`` and, when a submit was refused, calls ``keep_refused``.

The page after a write says that the server has the text (``acknowledge``, <submit-once data-acknowledged>); it is
told through the session, because an address or a message would tell it again to whoever comes back to it later.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import uuid
from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from exercises import access, formats
from exercises.actions.drafts import drop_overtaken, save_draft, start_anew, take_back
from exercises.errors import ActionRefused
from exercises.forms.drafts import ChoiceForm, DraftForm, body_of
from exercises.models import Draft, Participation
from exercises.queries import drafts as draft_queries
from exercises.queries.drafts import Place, Standing
from exercises.queries.narratives import TEXTS
from exercises.queries.report_prose import PROSE
from exercises.views import refusals
from exercises.views.frame import frame

_NAME = "acknowledged_draft"


@dataclass(frozen=True)
class Other:
    """A text of another tab that is kept beside a draft."""

    tab: str
    words: str
    saved_at: dt.datetime | None
    body: dict[str, str]


@dataclass(frozen=True)
class Kept:
    """What a form's page says of its draft (_draft.html); *base* is the version that the page shows, if any."""

    place: str
    name: str
    base: int | None
    draft: Draft | None

    @property
    def form(self) -> str:
        """The id of the form that is kept."""
        return f"form-{self.place.replace('.', '-')}"

    @property
    def outdated(self) -> bool:
        """Whether it was written on another version than the page shows."""
        return self.draft is not None and self.draft.base != self.base and draft_queries.says_something(self.draft.body)

    @property
    def body(self) -> dict[str, str]:
        """What to fill the form with: nothing for a text on another version, which is offered instead."""
        if self.draft is None or self.outdated or not draft_queries.says_something(self.draft.body):
            return {}
        return dict(self.draft.body)

    @property
    def others(self) -> list[Other]:
        return others_of(self.draft) if self.draft else []


def kept(seat: Participation, place: str, *, base: int | None = None) -> Kept:
    """The draft of *seat* at *place* (queries.drafts.place_of), for a page that shows version *base*."""
    return Kept(place, name_of(seat, place), base, draft_queries.draft_at(seat, place))


def name_of(seat: Participation, place: str) -> str:
    """What a browser calls its copy: with the person, because a browser may be shared."""
    return f"{seat.exercise.slug}.{place}.{seat.pk}"


def keep_refused(seat: Participation, draft: Kept, form: BaseForm, now: dt.datetime) -> Kept:
    """Keep what a refused submit has sent, also for a browser without script; returns what stands then."""
    standing = draft.draft.seq if draft.draft else 0
    with contextlib.suppress(ActionRefused, ValidationError):  # the page itself holds it all the same
        save_draft(
            writer=seat,
            place=draft.place,
            seq=standing + 1,
            after=standing,
            base=draft.base,
            tab=str(uuid.uuid4()),
            body=body_of(form.data),
            now=now,
        )
    return replace(draft, draft=draft_queries.draft_at(seat, draft.place))


def others_of(draft: Draft) -> list[Other]:
    return [
        Other(text["tab"], draft_queries.first_words(text["body"]), parse_datetime(text["saved_at"]), text["body"])
        for text in draft.overtaken or []
    ]


@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest, slug: str) -> HttpResponse:
    """My drafts; a POST saves one."""
    seat = access.participation_or_404(request.user, slug)
    now = access.now_in(seat.exercise)
    if request.method == "POST":
        return _save(request, seat, now)
    may = access.capabilities(seat, now)
    rows = [_row(seat, standing, may) for standing in draft_queries.drafts_of(seat)]
    return render(request, "drafts.html", {"rows": rows, **frame(seat, "drafts", now)})


def _save(request: HttpRequest, seat: Participation, now: dt.datetime) -> HttpResponse:
    form = DraftForm(request.POST)
    if not form.is_valid():
        fields = {name: " ".join(map(str, sentences)) for name, sentences in form.errors.items()}
        return refusals.problem(ActionRefused("invalid", " ".join(fields.values()), fields=fields))
    try:
        saved = save_draft(writer=seat, now=now, **form.values())
    except ActionRefused as refused:
        return refusals.problem(refused)
    return JsonResponse({"saved_at": saved.saved_at.isoformat(), "seq": saved.seq})


@require_POST
def change(request: HttpRequest, slug: str) -> HttpResponse:
    """Start anew, take back what another tab typed, or let that go; then back to the form or the list."""
    seat = access.participation_or_404(request.user, slug)
    form = ChoiceForm(request.POST)
    if not form.is_valid():
        refusals.invalid(request, form)
        raise ActionRefused("invalid", " ".join(str(sentence) for line in form.errors.values() for sentence in line))
    said = _settle(seat, form.cleaned_data, access.now_in(seat.exercise))
    messages.success(request, said)
    place = draft_queries.place_of(form.cleaned_data["place"])
    back = "" if form.cleaned_data["list"] or place is None else _address(seat, place)
    return redirect(back or reverse("drafts", args=[slug]))


def _settle(seat: Participation, wanted: dict[str, Any], now: dt.datetime) -> str:
    which: dict[str, Any] = {"writer": seat, "place": wanted["place"]}
    if wanted["do"] == "anew":
        start_anew(**which, now=now)
        return _("Put aside. You can take it back until you send something here or let it go.")
    if wanted["do"] == "take":
        take_back(**which, tab=wanted["tab"], now=now)
        return _("That text is your draft again.")
    drop_overtaken(**which, tab=wanted["tab"])
    return _("That text is gone.")


def _row(seat: Participation, standing: Standing, may: frozenset[str]) -> dict[str, Any]:
    """One draft in the list: what it is, why it cannot be sent now if so, and where one goes on."""
    draft, place = standing.draft, standing.place
    fate = standing.fate
    needs = {"new": {"submit"}, "option": {"edit", "amend", "manage", "triage"}, "sheet": {"rate", "revise"}}
    needs |= {"narrative": {"write_narratives"}, "takeaway": {"write_narratives"}, "challenge": {"challenge"}}
    needs |= {"report": {"write_report"}}
    returned = standing.option is not None and standing.option.state == "returned"
    is_open = bool(needs.get(place.kind, {"comment"}) & may) or (place.kind == "option" and returned)
    closed = "" if fate or is_open else _("This is closed in the present phase. Your text is kept here.")
    return {
        "draft": draft,
        "name": _name(standing),
        "words": draft_queries.first_words(draft.body),
        "says": draft_queries.says_something(draft.body),
        "fields": _readable(draft.body),
        "why": fate or closed,
        "address": "" if fate or not is_open else _address(seat, place),
        "others": [{"other": other, "fields": _readable(other.body)} for other in others_of(draft)],
    }


def _name(standing: Standing) -> str:
    names = {
        "new": _("A new option"),
        "option": _("A change of PO-%(number)s"),
        "sheet": _("A sheet on PO-%(number)s"),
        "comment": _("A comment on PO-%(number)s"),
        "wording": _("Other words for comment %(comment)s on PO-%(number)s"),
        "narrative": _("A new narrative"),
        "takeaway": _("A new takeaway"),
        "report": _("A text of the report"),
    }
    place = standing.place
    if place.comment is not None:
        names["comment"] = _("An answer to comment %(comment)s on PO-%(number)s")
    if place.about is not None:
        names |= {"narrative": _("The text of narrative %(numeral)s"), "takeaway": _("The text of takeaway %(about)s")}
        names["challenge"] = _("A word on narrative %(numeral)s")
    values = {"number": place.option, "comment": place.comment, "about": place.about}
    return names[place.kind] % {**values, "numeral": formats.numeral(place.about or 0)}


def _readable(body: dict[str, str]) -> list[str]:
    """The prose of a draft, for copying; the answers of a sheet mean nothing without their questions."""
    prose = {"title", "text", "summary", "reason", "note", "disagreement", "supports", "contradicts", *TEXTS, *PROSE}
    return [value for name, value in body.items() if value.strip() and (name in prose or name.startswith("aspect_"))]


def _address(seat: Participation, place: Place) -> str:
    """Where the form of a draft stands."""
    slug = seat.exercise.slug
    if place.kind == "new":
        return reverse("new_option", args=[slug])
    if place.kind == "report":
        return reverse("edit_report_text", args=[slug, place.part])
    if place.kind in {"narrative", "takeaway", "challenge"}:
        return _address_of_synthesis(slug, place)
    if place.comment is not None:
        form = "words" if place.kind == "wording" else "answer"
        return f"{reverse('comment', args=[slug, place.option, place.comment])}?write={form}"
    view = {"sheet": "judge_option", "option": "edit_option"}.get(place.kind, "option")
    address = reverse(view, args=[slug, place.option])
    return f"{address}#write" if place.kind == "comment" else address


def _address_of_synthesis(slug: str, place: Place) -> str:
    if place.about is None:
        return (
            reverse("new_takeaway", args=[slug])
            if place.kind == "takeaway"
            else f"{reverse('narratives', args=[slug])}#new"
        )
    if place.kind == "challenge":
        return f"{reverse('narrative', args=[slug, place.about])}#challenge"
    return reverse(f"edit_{place.kind}", args=[slug, place.about])


def acknowledge(request: HttpRequest, draft: str, said: str) -> None:
    """Let the next page tell the person *said*, and the browser that the draft named *draft* has arrived."""
    messages.success(request, said)
    request.session[_NAME] = draft


def acknowledged(request: HttpRequest) -> str:
    """The name of the draft that arrived with the last form; once."""
    return str(request.session.pop(_NAME, ""))
