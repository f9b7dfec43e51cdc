"""The discussion of an option: reading it, saying something, and what moderators do about it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from exercises import access, formats
from exercises.actions import comments as actions
from exercises.errors import ActionRefused
from exercises.forms.comments import CommentForm, CommentRevisionForm, HideForm, ObjectionForm
from exercises.models import Comment, Option, Participation
from exercises.queries import comments as comment_queries
from exercises.views import drafts, refusals
from exercises.views.frame import frame


def discussion(
    request: HttpRequest, seat: Participation, option: Option, now: dt.datetime, form: CommentForm | None = None
) -> dict[str, Any]:
    """Context of _discussion.html on any page of *option*; *form* is one that was sent and refused.

    ?kind= shows the threads with one kind, ?before= those after the first ones, ?comment= puts a comment's thread
    before all others, ?since= marks what came from a comment's number on.
    """
    may, phase = access.capabilities(seat, now), access.phase_at(seat.exercise, now)
    sealed = phase is not None and phase.kind == "rate"
    asked = {name: _number(request.GET.get(name, "")) for name in ("before", "comment", "since")}
    if form and form.thread_number:
        asked["comment"] = form.thread_number
    shown = comment_queries.discussion_of(
        seat,
        option,
        may,
        sealed=sealed,
        kind=request.GET.get("kind", ""),
        before=asked["before"],
        comment=asked["comment"],
    )
    return {
        "discussion": shown,
        "discussion_sealed": sealed,
        "asked": asked,
        "since": asked["since"],
        **_forms(seat, option, [head.number for head in shown.threads], form, now),
    }


def _number(text: str) -> int:
    """A number in an address, 0 when it is none."""
    return int(text) if text.isdecimal() and len(text) < 10 else 0


def _forms(
    seat: Participation,
    option: Option,
    threads: list[int],
    form: CommentForm | None,
    now: dt.datetime,
) -> dict[str, Any]:
    """The form of a new comment, and *form*, a refused answer, below its thread; each with its own draft."""
    below = form.thread_number if form and form.thread_number in threads else 0
    if form and not below:
        form.begin_a_thread()
    empty, draft = _empty(seat, option, now)
    answer_draft = None
    if form and below:
        answer_draft = drafts.keep_refused(seat, drafts.kept(seat, _place(option, below)), form, now)
    elif form:
        draft = drafts.keep_refused(seat, draft or drafts.kept(seat, _place(option)), form, now)
    return {
        "comment_form": form if form and not below else empty,
        "comment_draft": draft,
        "answer_form": form if below else None,
        "answer_draft": answer_draft,
        "answer_to": below,
        "discussion_closed": "" if empty else _why_closed(seat, option, now),
    }


def _why_closed(seat: Participation, option: Option, now: dt.datetime) -> str:
    """Why nothing can be said here, for those who otherwise could."""
    if access.may(seat, "comment", now):
        state = _(option.get_state_display())
        return _("%(option)s is %(state)s, so its discussion is closed.") % {"option": option.label, "state": state}
    if seat.role == "analyst":
        return _("Nothing can be said in the present phase; everything stays to be read.")
    return ""


def _empty(
    seat: Participation, option: Option, now: dt.datetime, thread: int | None = None
) -> tuple[CommentForm, drafts.Kept] | tuple[None, None]:
    """The form of a new comment or answer with its draft; nothing where this reader cannot say anything now."""
    if option.state not in formats.DISCUSSED_STATES or option.current is None or not access.may(seat, "comment", now):
        return None, None
    phase = access.phase_at(seat.exercise, now)
    draft = drafts.kept(seat, _place(option, thread))
    initial = {**draft.body, "seen_version": option.current.number, "thread": thread}
    return CommentForm(phase=phase.kind if phase else None, initial=initial), draft


def _place(option: Option, thread: int | None = None) -> str:
    """Where the draft of a new comment, or of an answer, is kept."""
    return f"comment.{option.number}.{thread}" if thread else f"comment.{option.number}"


def _place_of_words(comment: Comment) -> str:
    """Where the draft of other words for a comment is kept: an answer to it is another text."""
    return f"wording.{comment.option.number}.{comment.number}"


def to_comment(seat: Participation, option: Option, number: int) -> HttpResponseRedirect:
    """To where a comment stands on the page of its option."""
    address = reverse("option", args=[seat.exercise.slug, option.number])
    return HttpResponseRedirect(f"{address}?comment={number}#c{number}")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def index(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The discussion by itself; a POST says something, and a refused one is shown here with what was typed.

    What a script asks for are the next threads alone.
    """
    seat = access.participation_or_404(request.user, slug)
    option = access.option_or_404(seat, number)
    now = access.now_in(seat.exercise)
    if request.method != "POST":
        return _index(request, seat, option)
    phase = access.phase_at(seat.exercise, now)
    form = CommentForm(request.POST, phase=phase.kind if phase else None)
    access.require(seat, "comment", now)
    if not form.is_valid():
        return _index(request, seat, option, form, status=refusals.invalid(request, form))
    try:
        said = _post(seat, option, form, now)
    except ActionRefused as refused:
        return _index(request, seat, option, form, status=refusals.told(request, form, refused))
    if refusals.wants_json(request):
        return JsonResponse({"comment": said}, status=201)
    name = drafts.name_of(seat, _place(option, form.cleaned_data["thread"]))
    drafts.acknowledge(request, name, _("Your comment is posted."))
    return to_comment(seat, option, said)


def _post(seat: Participation, option: Option, form: CommentForm, now: dt.datetime) -> int:
    data = form.cleaned_data
    return actions.post_comment(
        author=seat,
        option=option,
        kind=data["kind"],
        text=data["text"],
        thread=access.comment_or_404(seat, data["thread"], on=option.number) if data["thread"] else None,
        seen_version=data["seen_version"],
        key=form.key_value,
        now=now,
    )


def _index(
    request: HttpRequest, seat: Participation, option: Option, form: CommentForm | None = None, *, status: int = 200
) -> HttpResponse:
    now = access.now_in(seat.exercise)
    context = {
        **frame(seat, "options", now),
        "option": option,
        "acknowledged": drafts.acknowledged(request),
        **discussion(request, seat, option, now, form),
    }
    fetched = request.method != "POST" and request.headers.get("HX-Request")
    return render(request, "_threads.html" if fetched else "discussion.html", context, status=status)


# One comment


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def page(request: HttpRequest, slug: str, number: int, comment: int) -> HttpResponse:
    """One comment with its wordings; ?write=answer and ?write=words open a form; a POST saves other words.

    What a script asks for is the form alone.
    """
    seat = access.participation_or_404(request.user, slug)
    remark = access.comment_or_404(seat, comment, on=number)
    now = access.now_in(seat.exercise)
    if request.method == "POST":
        return _revise(request, seat, remark, now)
    return _page(request, seat, remark, now, **_asked_form(seat, remark, request.GET, now))


def _asked_form(seat: Participation, comment: Comment, query: QueryDict, now: dt.datetime) -> dict[str, Any]:
    asked, option = query.get("write"), comment.option
    if asked == "answer" and comment.state == "standing" and comment.thread_id is None:
        form, draft = _empty(seat, option, now, comment.number)
        return {"answer_form": form, "answer_draft": draft}
    if asked == "words" and comment.author_id == seat.pk and comment.current and comment.state == "standing":
        access.require(seat, "comment", now)
        draft = drafts.kept(seat, _place_of_words(comment), base=comment.current.number)
        words = {"text": comment.current.text, **draft.body, "seen_version": comment.current.number}
        return {"words_form": CommentRevisionForm(initial=words), "words_draft": draft}
    if asked == "hide":
        access.require(seat, "moderate", now)
        return {"hide_form": HideForm()}
    return {}


def _revise(request: HttpRequest, seat: Participation, comment: Comment, now: dt.datetime) -> HttpResponse:
    access.require(seat, "comment", now)
    form = CommentRevisionForm(request.POST)
    draft = drafts.kept(seat, _place_of_words(comment), base=comment.current.number if comment.current else None)
    if not form.is_valid():
        status = refusals.invalid(request, form)
        draft = drafts.keep_refused(seat, draft, form, now)
        return _page(request, seat, comment, now, status=status, words_form=form, words_draft=draft)
    text, seen = form.cleaned_data["text"], form.cleaned_data["seen_version"]
    try:
        version = actions.revise_comment(
            author=seat, comment=comment, text=text, seen_version=seen, key=form.key_value, now=now
        )
    except ActionRefused as refused:
        status, stale = refusals.told(request, form, refused), refused.code == "stale"
        form.has_now_seen(refused.facts.get("version", seen))
        forms = {"words_form": form, "theirs": refused.facts.get("text", "") if stale else ""}
        draft = drafts.keep_refused(seat, draft, form, now)
        return _page(request, seat, comment, now, status=status, **forms, words_draft=draft)
    if refusals.wants_json(request):
        return JsonResponse({"comment": comment.number, "version": version})
    drafts.acknowledge(request, draft.name, _("Your words are saved."))
    return to_comment(seat, comment.option, comment.number)


def _page(
    request: HttpRequest, seat: Participation, comment: Comment, now: dt.datetime, status: int = 200, **forms: Any
) -> HttpResponse:
    may, phase = access.capabilities(seat, now), access.phase_at(seat.exercise, now)
    latest = comment.option.current.number if comment.option.current else 1
    sealed = phase is not None and phase.kind == "rate"
    context = {
        "exercise": seat.exercise,
        "option": comment.option,
        "remark": comment_queries.remark_of(comment, seat, may, latest=latest, sealed=sealed),
        "discussion_sealed": sealed,
        "wordings": comment_queries.wordings_of(comment, seat, may),
        "can": may,
        **forms,
    }
    if request.headers.get("HX-Request") and any(forms.values()):
        return render(request, "_comment_write.html", context, status=status)
    return render(
        request,
        "comment.html",
        {**context, **frame(seat, "options", now), "acknowledged": drafts.acknowledged(request)},
        status=status,
    )


@require_POST
def withdraw(request: HttpRequest, slug: str, number: int, comment: int) -> HttpResponse:
    seat = access.participation_or_404(request.user, slug)
    remark = access.comment_or_404(seat, comment, on=number)
    actions.withdraw_comment(author=seat, comment=remark, now=access.now_in(seat.exercise))
    return _done(request, seat, remark, _("Your comment is withdrawn."))


@require_POST
def hide(request: HttpRequest, slug: str, number: int, comment: int) -> HttpResponse:
    seat = access.participation_or_404(request.user, slug)
    remark, now = access.comment_or_404(seat, comment, on=number), access.now_in(seat.exercise)
    access.require(seat, "moderate", now)
    form = HideForm(request.POST)
    if not form.is_valid():
        return _page(request, seat, remark, now, status=refusals.invalid(request, form), hide_form=form)
    reason, note = form.cleaned_data["reason"], form.cleaned_data["note"]
    try:
        actions.hide_comment(moderator=seat, comment=remark, reason=reason, note=note, now=now)
    except ActionRefused as refused:
        return _page(request, seat, remark, now, status=refusals.told(request, form, refused), hide_form=form)
    return _done(request, seat, remark, _("The comment is hidden. Its author sees the reason."))


@require_POST
def show(request: HttpRequest, slug: str, number: int, comment: int) -> HttpResponse:
    seat = access.participation_or_404(request.user, slug)
    remark = access.comment_or_404(seat, comment, on=number)
    actions.show_comment(moderator=seat, comment=remark, now=access.now_in(seat.exercise))
    return _done(request, seat, remark, _("The comment is in sight again."))


@require_POST
def objection(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Fill the slot of the strongest objection with a comment's number, or empty it with 0."""
    seat = access.participation_or_404(request.user, slug)
    option, now = access.option_or_404(seat, number), access.now_in(seat.exercise)
    access.require(seat, "moderate", now)
    form = ObjectionForm(request.POST)
    if not form.is_valid():
        raise ActionRefused("invalid", _("Choose a comment."), fields={"comment": _("This must be its number.")})
    chosen = form.cleaned_data["comment"]
    if chosen:
        actions.choose_objection(
            moderator=seat, option=option, comment=access.comment_or_404(seat, chosen, on=number), now=now
        )
    else:
        actions.clear_objection(moderator=seat, option=option, now=now)
    if refusals.wants_json(request):
        return JsonResponse({"objection": chosen})
    return redirect(reverse("option", args=[slug, number]) + "#discussion")


def _done(request: HttpRequest, seat: Participation, comment: Comment, said: str) -> HttpResponse:
    if refusals.wants_json(request):
        return JsonResponse({"comment": comment.number})
    messages.success(request, said)
    return to_comment(seat, comment.option, comment.number)
