"""Writes on the discussion of an option: comments, their sight, and the slot of the strongest objection.

All of them lock the option's row first, so whatever happens to an option and to its discussion has an order.
"""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import connection, transaction
from django.utils.translation import gettext as _

from exercises import access, activity, events, formats
from exercises.actions import receipts
from exercises.actions.drafts import let_go
from exercises.errors import ActionRefused
from exercises.models import Comment, CommentVersion, Objection, Option, OptionVersion, Participation


def post_comment(
    *,
    author: Participation,
    option: Option,
    kind: str,
    text: str,
    key: uuid.UUID,
    now: dt.datetime,
    seen_version: int,
    thread: Comment | None = None,
) -> int:
    """Say something on *option*, or below the comment *thread*; returns the comment's number.

    It is bound to the version that its author had before them: when the text has changed meanwhile the comment
    is taken all the same, as one on the older version. *text* is already cleaned by the form. The same *key*
    again returns the first number, also after the close.
    """
    below = thread.number if thread else None
    body = {"option": option.number, "kind": kind, "text": text, "thread": below, "seen_version": seen_version}
    with transaction.atomic():
        receipt, first = receipts.claim(author, key, {"action": "post_comment", **body})
        if not first:
            return int(receipt.answer["number"])
        access.require(author, "comment", now)
        _refuse_kind(author, kind, now)
        locked = _lock(option)
        _refuse_closed(locked)
        comment = Comment.objects.create(
            exercise=author.exercise,
            number=_next_number(author.exercise_id),
            option=locked,
            version=_seen(locked, seen_version),
            thread=_thread(locked, thread),
            author=author,
            kind=kind,
            created_at=now,
        )
        _write(comment, 1, text, now)
        let_go(author, f"comment.{locked.number}.{below}" if below else f"comment.{locked.number}")
        receipts.keep(receipt, {"number": comment.number})
        event = events.CommentPosted(option=locked.number, comment=comment.number, kind=kind)
        activity.append(author.exercise, event, actor=author, now=now)
    return comment.number


def revise_comment(
    *, author: Participation, comment: Comment, text: str, seen_version: int, key: uuid.UUID, now: dt.datetime
) -> int:
    """Give one's own comment other words, the older kept; returns the number of the comment's version.

    Refused as stale unless it started from the current version, with the facts *version* and *text* of that one.
    The same words again change nothing. The comment stays on the option's version that it was written on.
    """
    body = {"comment": comment.number, "text": text, "seen_version": seen_version}
    with transaction.atomic():
        receipt, first = receipts.claim(author, key, {"action": "revise_comment", **body})
        if not first:
            return int(receipt.answer["version"])
        access.require(author, "comment", now)
        option = _lock(comment.option)
        own = _own(author, comment)
        _refuse_kind(author, own.kind, now)
        _refuse_closed(option)
        _refuse_unseen(own)
        present = own.current
        assert present is not None  # a comment is born with version 1
        _refuse_stale(present, seen_version)
        number = present.number + int(present.text != text)
        receipts.keep(receipt, {"version": number})
        let_go(author, f"wording.{option.number}.{own.number}")
        if number == present.number:
            return number
        _write(own, number, text, now)
        event = events.CommentRevised(option=option.number, comment=own.number, version=number)
        activity.append(author.exercise, event, actor=author, now=now)
    return number


def withdraw_comment(*, author: Participation, comment: Comment, now: dt.datetime) -> None:
    """Take back one's own comment. What others answered stays below the words that it was withdrawn.

    The same again changes nothing. If it stood as the strongest objection, that place is empty again; while rating
    is open what stands there stays.
    """
    access.require(author, "comment", now)
    with transaction.atomic():
        option = _lock(comment.option)
        own = _own(author, comment)
        if own.state == "withdrawn":
            return
        _refuse_unseen(own)
        if _is_frozen(option, own, now):
            message = _(
                "While rating is open the strongest objection stays where it is. You can withdraw it after that."
            )
            raise ActionRefused("not_open", message)
        own.state = "withdrawn"
        own.save(update_fields=["state"])
        _leave_slot(option, own, author, now)
        event = events.CommentWithdrawn(option=option.number, comment=own.number)
        activity.append(author.exercise, event, actor=author, now=now)


def hide_comment(*, moderator: Participation, comment: Comment, reason: str, now: dt.datetime, note: str = "") -> None:
    """Take a comment out of sight of all but its author and the moderators.

    *reason* is a code of formats.REASONS; it and the *note* are told to the author. What is hidden already stays
    as it is. If it stood as the strongest objection, that place is empty again; while rating is open what stands
    there is hidden only for what must not be named, because that cannot wait.
    """
    access.require(moderator, "moderate", now)
    if reason not in formats.REASONS:
        message = _("Choose one of the reasons.")
        raise ActionRefused("invalid", message, fields={"reason": message})
    with transaction.atomic():
        option = _lock(comment.option)
        hidden = _lock_comment(comment)
        if hidden.state == "hidden":
            return
        _refuse_unseen(hidden)
        if reason != "sensitive" and _is_frozen(option, hidden, now):
            message = _(
                "While rating is open the strongest objection stays where it is. It is hidden only if it names what"
                " must not be named."
            )
            raise ActionRefused("not_open", message, fields={"reason": message})
        hidden.state, hidden.hidden_reason, hidden.hidden_note, hidden.hidden_by = "hidden", reason, note, moderator
        hidden.save(update_fields=["state", "hidden_reason", "hidden_note", "hidden_by"])
        _leave_slot(option, hidden, moderator, now)
        event = events.CommentHidden(option=option.number, comment=hidden.number, hidden=True)
        activity.append(moderator.exercise, event, actor=moderator, now=now)


def show_comment(*, moderator: Participation, comment: Comment, now: dt.datetime) -> None:
    """Bring a hidden comment back into sight; one that is in sight stays as it is."""
    access.require(moderator, "moderate", now)
    with transaction.atomic():
        option = _lock(comment.option)
        shown = _lock_comment(comment)
        if shown.state != "hidden":
            return
        if option.state == "purged":
            raise ActionRefused("gone", _("Its words were removed for ever, with the texts of the option."))
        shown.state, shown.hidden_reason, shown.hidden_note, shown.hidden_by = "standing", "", "", None
        shown.save(update_fields=["state", "hidden_reason", "hidden_note", "hidden_by"])
        event = events.CommentHidden(option=option.number, comment=shown.number, hidden=False)
        activity.append(moderator.exercise, event, actor=moderator, now=now)


def choose_objection(*, moderator: Participation, option: Option, comment: Comment, now: dt.datetime) -> None:
    """Put a challenge in the slot of the option's strongest objection, in place of the one before.

    The same one again changes nothing. While rating is open nobody does: the slot stays as it was when rating opened.
    """
    _refuse_frozen(moderator, now)
    with transaction.atomic():
        locked = _lock(option)
        chosen = _lock_comment(comment)
        _refuse_no_objection(locked, chosen)
        standing = Objection.objects.filter(option=locked, ended_at=None)
        if standing.filter(comment=chosen).exists():
            return
        standing.update(ended_at=now)
        Objection.objects.create(option=locked, comment=chosen, chosen_by=moderator, chosen_at=now)
        event = events.ObjectionChosen(option=locked.number, comment=chosen.number)
        activity.append(moderator.exercise, event, actor=moderator, now=now)


def clear_objection(*, moderator: Participation, option: Option, now: dt.datetime) -> None:
    """Empty the slot of the strongest objection, but not while rating is open; nothing happens when it is empty."""
    _refuse_frozen(moderator, now)
    with transaction.atomic():
        locked = _lock(option)
        if Objection.objects.filter(option=locked, ended_at=None).update(ended_at=now):
            event = events.ObjectionChosen(option=locked.number, comment=0)
            activity.append(moderator.exercise, event, actor=moderator, now=now)


def _refuse_kind(author: Participation, kind: str, now: dt.datetime) -> None:
    if kind not in dict(formats.COMMENT_KINDS):
        message = _("Say what it is: support, challenge, question or evidence.")
        raise ActionRefused("invalid", message, fields={"kind": message})
    phase = access.phase_at(author.exercise, now)
    if kind not in dict(formats.comment_kinds(phase.kind if phase else None)):
        message = _("While rating is open, say only questions and evidence: for and against would sway the others.")
        raise ActionRefused("not_open", message, fields={"kind": message})


def _refuse_frozen(moderator: Participation, now: dt.datetime) -> None:
    access.require(moderator, "moderate", now)
    if not access.may(moderator, "choose_objection", now):
        message = _("While rating is open the strongest objection stays as it is: to change it would sway the raters.")
        raise ActionRefused("not_open", message)


def _is_frozen(option: Option, comment: Comment, now: dt.datetime) -> bool:
    """Whether *comment* stands as the strongest objection in a phase that leaves it there."""
    phase = access.phase_at(option.exercise, now)
    standing = Objection.objects.filter(option=option, comment=comment, ended_at=None)
    return phase is not None and formats.objection_frozen(phase.kind) and standing.exists()


def _lock(option: Option) -> Option:
    return Option.objects.select_for_update(no_key=True).get(pk=option.pk)


def _lock_comment(comment: Comment) -> Comment:
    rows = Comment.objects.select_for_update(of=("self",), no_key=True).select_related("current")
    return rows.get(pk=comment.pk)


def _own(author: Participation, comment: Comment) -> Comment:
    locked = _lock_comment(comment)
    if locked.author_id != author.pk:
        raise ActionRefused("not_your_role", _("Only its author can change or withdraw a comment."))
    return locked


def _seen(option: Option, number: int) -> OptionVersion:
    version = OptionVersion.objects.filter(option=option, number=number).first()
    if version is None:
        raise ActionRefused(
            "invalid", _("The option has no such version. Load the page again; what you typed is kept.")
        )
    return version


def _thread(option: Option, thread: Comment | None) -> Comment | None:
    if thread is None:
        return None
    head = _lock_comment(thread)
    if head.option_id != option.pk:
        raise ActionRefused("invalid", _("That comment belongs to another option."))
    if head.thread_id is not None:
        raise ActionRefused("invalid", _("Threads are one level deep: answer the comment that the thread begins with."))
    _refuse_unseen(head)
    return head


def _refuse_closed(option: Option) -> None:
    if option.state not in formats.DISCUSSED_STATES:
        state = option.get_state_display()
        message = _("%(option)s is %(state)s, so its discussion is closed. What you wrote is kept here.")
        raise ActionRefused("gone", message % {"option": option.label, "state": _(state)})


def _refuse_unseen(comment: Comment) -> None:
    if comment.state == "withdrawn":
        raise ActionRefused("gone", _("This comment was withdrawn by its author."))
    if comment.state == "hidden":
        raise ActionRefused("gone", _("This comment was hidden by a moderator."))


def _refuse_stale(present: CommentVersion, seen: int) -> None:
    if present.number != seen:
        message = _("You saved this comment meanwhile, in another window. Both texts are shown; nothing is lost.")
        raise ActionRefused("stale", message, facts={"version": present.number, "text": present.text})


def _refuse_no_objection(option: Option, comment: Comment) -> None:
    if comment.option_id != option.pk:
        raise ActionRefused("invalid", _("That comment belongs to another option."))
    if comment.kind != "challenge":
        raise ActionRefused("invalid", _("Only a challenge can stand as the strongest objection."))
    _refuse_unseen(comment)


def _leave_slot(option: Option, comment: Comment, actor: Participation, now: dt.datetime) -> None:
    """A comment that is out of sight is no objection any more."""
    if Objection.objects.filter(option=option, comment=comment, ended_at=None).update(ended_at=now):
        event = events.ObjectionChosen(option=option.number, comment=0)
        activity.append(actor.exercise, event, actor=actor, now=now)


def _write(comment: Comment, number: int, text: str, now: dt.datetime) -> None:
    comment.current = CommentVersion.objects.create(comment=comment, number=number, text=text, created_at=now)
    comment.save(update_fields=["current"])


def _next_number(exercise_id: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE exercises_numbering SET last_comment = last_comment + 1 WHERE exercise_id = %s"
            " RETURNING last_comment",
            [exercise_id],
        )
        return int(cursor.fetchone()[0])
