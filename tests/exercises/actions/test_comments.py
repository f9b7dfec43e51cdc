"""The discussion of an option."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from exercises import formats
from exercises.actions.comments import (
    choose_objection,
    clear_objection,
    hide_comment,
    post_comment,
    revise_comment,
    show_comment,
    withdraw_comment,
)
from exercises.actions.drafts import save_draft
from exercises.errors import ActionRefused
from exercises.models import (
    Comment,
    CommentVersion,
    Draft,
    Event,
    Exercise,
    Objection,
    Option,
    OptionVersion,
    Participation,
)
from tests.exercises.conftest import Cast

Middle = Callable[[str], datetime]


@pytest.fixture
def option(cast: Cast, submit: Callable[..., Option]) -> Option:
    return submit(cast.ana)


@pytest.fixture
def say(option: Option, middle: Middle) -> Callable[..., Comment]:
    """A comment on PO-1, while proposing is open unless said otherwise."""

    def said(
        author: Participation, kind: str = "challenge", text: str = "It costs.", on: Option = option, **given: Any
    ) -> Comment:
        what: dict[str, Any] = {"seen_version": 1, "key": uuid.uuid4(), "now": middle("diverge"), **given}
        number = post_comment(author=author, option=on, kind=kind, text=text, **what)
        return Comment.objects.select_related("current", "option").get(exercise=author.exercise, number=number)

    return said


def second_version(option: Option, now: datetime) -> OptionVersion:
    """The option has another text since."""
    first = option.versions.get(number=1)
    return OptionVersion.objects.create(
        option=option, number=2, template=first.template, title="Other", summary="Two.", aspects={}, created_at=now
    )


def logged(exercise: Exercise, since: int = 0) -> list[tuple[str, dict[str, Any]]]:
    rows = Event.objects.filter(exercise=exercise, seq__gt=since).order_by("seq")
    kinds = ("comment.", "objection.")
    return [(kind, data) for kind, data in rows.values_list("kind", "data") if kind.startswith(kinds)]


def slot(option: Option) -> list[int]:
    return list(Objection.objects.filter(option=option, ended_at=None).values_list("comment__number", flat=True))


def refusal(act: Callable[..., object], *given: Any, **named: Any) -> ActionRefused:
    with pytest.raises(ActionRefused) as refused:
        act(*given, **named)
    return refused.value


# Posting


def test_a_comment_is_numbered_bound_to_its_version_and_logged(cast: Cast, exercise: Exercise, say) -> None:
    first, second = say(cast.ben), say(cast.cleo, "evidence", "See the *budget*.")
    assert [(c.number, c.kind, c.version.number, c.state, c.author.alias) for c in (first, second)] == [
        (1, "challenge", 1, "standing", "Alias Ben"),
        (2, "evidence", 1, "standing", "Alias Cleo"),
    ]
    assert second.current is not None
    assert (second.current.number, second.current.text) == (1, "See the *budget*.")
    assert logged(exercise) == [
        ("comment.posted", {"option": 1, "comment": 1, "kind": "challenge"}),
        ("comment.posted", {"option": 1, "comment": 2, "kind": "evidence"}),
    ]


def test_the_same_key_is_one_comment_even_after_the_close(cast: Cast, exercise: Exercise, say, middle: Middle) -> None:
    key = uuid.uuid4()
    first = say(cast.ben, key=key)
    again = say(cast.ben, key=key, now=middle("draft"))
    assert (again.pk, Comment.objects.count(), len(logged(exercise))) == (first.pk, 1, 1)
    assert refusal(say, cast.ben, text="Something else.", key=key).code == "key_reused"


@pytest.mark.parametrize("state", ["withdrawn", "rejected", "merged"])
def test_an_option_that_no_longer_stands_takes_no_comments_and_says_so(
    state: str, cast: Cast, say, option: Option
) -> None:
    Option.objects.filter(pk=option.pk).update(state=state)
    refused = refusal(say, cast.ben)
    sentence = f"PO-1 is {state}, so its discussion is closed. What you wrote is kept here."
    assert (refused.code, str(refused), Comment.objects.count()) == ("gone", sentence, 0)


def test_a_returned_option_is_still_discussed(cast: Cast, say, option: Option) -> None:
    Option.objects.filter(pk=option.pk).update(state="returned")
    assert say(cast.ben).number == 1


@pytest.mark.parametrize(
    ("kind", "open_kinds"),
    [
        ("diverge", ["support", "challenge", "question", "evidence"]),
        ("compete", ["support", "challenge", "question", "evidence"]),
        ("rate", ["question", "evidence"]),
        ("reveal", ["support", "challenge", "question", "evidence"]),
        ("draft", []),
        ("closed", []),
    ],
)
def test_what_can_be_said_when(kind: str, open_kinds: list[str], cast: Cast, say, middle: Middle) -> None:
    names = [name for name, _words in formats.COMMENT_KINDS]
    assert [say(cast.ben, name, now=middle(kind)).kind for name in names if name in open_kinds] == open_kinds
    refused = [refusal(say, cast.ben, name, now=middle(kind)).code for name in names if name not in open_kinds]
    assert refused == ["not_open"] * (len(names) - len(open_kinds))


def test_for_and_against_while_rating_is_refused_beside_the_kind(cast: Cast, say, middle: Middle) -> None:
    refused = refusal(say, cast.ben, "support", now=middle("rate"))
    assert list(refused.fields) == ["kind"]
    assert "would sway the others" in str(refused)


@pytest.mark.parametrize("name", ["olga", "manager"])
def test_whose_role_never_comments_is_told_so(name: str, cast: Cast, say) -> None:
    assert refusal(say, getattr(cast, name)).code == "not_your_role"


def test_an_unknown_kind_and_an_unknown_version_are_refused(cast: Cast, say) -> None:
    assert refusal(say, cast.ben, "praise").fields.keys() == {"kind"}
    assert refusal(say, cast.ben, seen_version=7).code == "invalid"
    assert Comment.objects.count() == 0


def test_a_comment_on_a_text_that_has_changed_meanwhile_is_on_the_older(
    cast: Cast, say, option: Option, middle: Middle
) -> None:
    second_version(option, middle("diverge"))
    assert [say(cast.ben).version.number, say(cast.ben, seen_version=2).version.number] == [1, 2]


@pytest.mark.parametrize(("place", "below"), [("comment.1", False), ("comment.1.1", True)])
def test_what_was_sent_is_no_draft_any_more_and_what_was_refused_still_is(
    *, place: str, below: bool, cast: Cast, say, option: Option, middle: Middle
) -> None:
    head, now = say(cast.ben), middle("diverge")
    save_draft(writer=cast.ana, place=place, seq=1, tab="a", body={"text": "The fees pay it."}, now=now)
    thread = head if below else None
    Option.objects.filter(pk=option.pk).update(state="withdrawn")
    assert refusal(say, cast.ana, thread=thread).code == "gone"
    assert Draft.objects.filter(participation=cast.ana, place=place).count() == 1
    Option.objects.filter(pk=option.pk).update(state="accepted")
    say(cast.ana, thread=thread)
    assert not Draft.objects.filter(participation=cast.ana).exists()


# Threads


def test_an_answer_belongs_to_the_thread_and_threads_are_one_level_deep(cast: Cast, say) -> None:
    head = say(cast.ben)
    answer = say(cast.ana, "evidence", "The fees pay it.", thread=head)
    assert answer.thread_id == head.pk
    assert refusal(say, cast.cleo, thread=answer).code == "invalid"


def test_an_answer_below_another_option_is_refused(cast: Cast, say, submit) -> None:
    other = submit(cast.cleo, "Another")
    head = say(cast.ben, on=other)
    assert refusal(say, cast.ana, thread=head).code == "invalid"


def test_nobody_answers_what_was_withdrawn_or_hidden(cast: Cast, say, middle: Middle) -> None:
    withdrawn, hidden = say(cast.ben), say(cast.cleo)
    withdraw_comment(author=cast.ben, comment=withdrawn, now=middle("diverge"))
    hide_comment(moderator=cast.mona, comment=hidden, reason="conduct", now=middle("diverge"))
    said = [str(refusal(say, cast.ana, thread=head)) for head in (withdrawn, hidden)]
    assert said == ["This comment was withdrawn by its author.", "This comment was hidden by a moderator."]


# Revising


def revise(author: Participation, comment: Comment, text: str, now: datetime, seen: int = 1, **given: Any) -> int:
    key = given.get("key", uuid.uuid4())
    return revise_comment(author=author, comment=comment, text=text, seen_version=seen, key=key, now=now)


def test_a_revision_keeps_the_words_before_and_the_version_that_they_are_on(
    cast: Cast, exercise: Exercise, say, middle: Middle, option: Option
) -> None:
    comment, now = say(cast.ben), middle("diverge")
    second_version(option, now)
    assert revise(cast.ben, comment, "It costs too much.", now) == 2
    comment.refresh_from_db()
    texts = CommentVersion.objects.filter(comment=comment).values_list("number", "text")
    assert (list(texts), comment.version.number) == ([(1, "It costs."), (2, "It costs too much.")], 1)
    assert logged(exercise)[1:] == [("comment.revised", {"option": 1, "comment": 1, "version": 2})]


def test_a_revision_that_comes_twice_is_one(cast: Cast, exercise: Exercise, say, middle: Middle) -> None:
    comment, key = say(cast.ben), uuid.uuid4()
    assert [revise(cast.ben, comment, "Dear.", middle("diverge"), key=key) for _ in range(2)] == [2, 2]
    assert revise(cast.ben, comment, "Dear.", middle("diverge"), seen=2) == 2  # the same words change nothing
    assert [kind for kind, _data in logged(exercise)] == ["comment.posted", "comment.revised"]


def test_a_revision_of_older_words_is_refused_with_those_that_stand(cast: Cast, say, middle: Middle) -> None:
    comment, now = say(cast.ben), middle("diverge")
    revise(cast.ben, comment, "From one window.", now)
    refused = refusal(revise, cast.ben, comment, "From another.", now)
    assert (refused.code, refused.facts) == ("stale", {"version": 2, "text": "From one window."})
    assert CommentVersion.objects.filter(comment=comment).count() == 2


def test_only_its_author_changes_or_withdraws_a_comment(cast: Cast, say, middle: Middle) -> None:
    comment, now = say(cast.ben), middle("diverge")
    for other in (cast.cleo, cast.mona):
        assert refusal(revise, other, comment, "Mine.", now).code == "not_your_role"
        assert refusal(withdraw_comment, author=other, comment=comment, now=now).code == ("not_your_role")
    comment.refresh_from_db()
    assert (comment.state, comment.versions.count()) == ("standing", 1)


def test_while_rating_a_challenge_keeps_its_words_and_a_question_may_change(cast: Cast, say, middle: Middle) -> None:
    against, asked = say(cast.ben), say(cast.ben, "question", "Who pays?")
    assert refusal(revise, cast.ben, against, "Worse.", middle("rate")).code == "not_open"
    assert revise(cast.ben, asked, "Who pays for it?", middle("rate")) == 2
    assert refusal(revise, cast.ben, asked, "Who?", middle("draft"), seen=2).code == "not_open"


def test_what_is_out_of_sight_or_on_a_closed_option_is_not_revised(
    cast: Cast, say, option: Option, middle: Middle
) -> None:
    gone, hidden, late, now = say(cast.ben), say(cast.ben), say(cast.ben), middle("diverge")
    withdraw_comment(author=cast.ben, comment=gone, now=now)
    hide_comment(moderator=cast.mona, comment=hidden, reason="conduct", now=now)
    assert [refusal(revise, cast.ben, c, "New.", now).code for c in (gone, hidden)] == ["gone", "gone"]
    Option.objects.filter(pk=option.pk).update(state="withdrawn")
    assert refusal(revise, cast.ben, late, "New.", now).code == "gone"


# Out of sight


def test_a_withdrawal_keeps_the_answers_and_is_done_once(cast: Cast, exercise: Exercise, say, middle: Middle) -> None:
    head, now = say(cast.ben), middle("diverge")
    say(cast.ana, "evidence", thread=head)
    for _ in range(2):
        withdraw_comment(author=cast.ben, comment=head, now=now)
    head.refresh_from_db()
    assert (head.state, head.replies.count()) == ("withdrawn", 1)
    assert logged(exercise)[2:] == [("comment.withdrawn", {"option": 1, "comment": 1})]


def test_hiding_keeps_the_reason_for_the_author_and_showing_undoes_it(
    cast: Cast, exercise: Exercise, say, middle: Middle
) -> None:
    comment, now = say(cast.ben), middle("diverge")
    for _ in range(2):
        hide_comment(moderator=cast.mona, comment=comment, reason="sensitive", note="A name.", now=now)
    comment.refresh_from_db()
    assert (comment.state, comment.hidden_reason, comment.hidden_note, comment.hidden_by) == (
        "hidden", "sensitive", "A name.", cast.mona,
    )  # fmt: skip
    for _ in range(2):
        show_comment(moderator=cast.milo, comment=comment, now=now)
    comment.refresh_from_db()
    assert (comment.state, comment.hidden_reason, comment.hidden_by) == ("standing", "", None)
    assert logged(exercise)[1:] == [
        ("comment.hidden", {"option": 1, "comment": 1, "hidden": True}),
        ("comment.hidden", {"option": 1, "comment": 1, "hidden": False}),
    ]


def test_hiding_wants_a_reason_from_the_list_and_the_right(cast: Cast, say, middle: Middle) -> None:
    comment, now = say(cast.ben), middle("diverge")
    for reason in ("", "dislike"):
        refused = refusal(hide_comment, moderator=cast.mona, comment=comment, reason=reason, now=now)
        assert (refused.code, list(refused.fields)) == ("invalid", ["reason"])
    for act in (hide_comment, show_comment):
        what = {"comment": comment, "now": now, **({"reason": "conduct"} if act is hide_comment else {})}
        assert refusal(act, moderator=cast.ben, **what).code == "not_your_role"


def test_what_its_author_withdrew_is_not_hidden_and_what_is_hidden_not_withdrawn(
    cast: Cast, say, middle: Middle
) -> None:
    gone, hidden, now = say(cast.ben), say(cast.ben), middle("diverge")
    withdraw_comment(author=cast.ben, comment=gone, now=now)
    hide_comment(moderator=cast.mona, comment=hidden, reason="conduct", now=now)
    assert refusal(hide_comment, moderator=cast.mona, comment=gone, reason="conduct", now=now).code == "gone"
    assert refusal(withdraw_comment, author=cast.ben, comment=hidden, now=now).code == "gone"


# The strongest objection


def test_the_slot_holds_one_challenge_at_a_time_and_keeps_its_history(
    cast: Cast, exercise: Exercise, say, option: Option, middle: Middle
) -> None:
    first, second, now = say(cast.ben), say(cast.cleo), middle("compete")
    for comment in (first, first, second):
        choose_objection(moderator=cast.mona, option=option, comment=comment, now=now)
    assert (slot(option), Objection.objects.count()) == ([2], 2)
    for _ in range(2):
        clear_objection(moderator=cast.milo, option=option, now=now)
    assert slot(option) == []
    assert [data["comment"] for kind, data in logged(exercise) if kind == "objection.chosen"] == [1, 2, 0]


def test_only_a_standing_challenge_on_this_option_is_an_objection(
    cast: Cast, say, option: Option, submit, middle: Middle
) -> None:
    now, other = middle("diverge"), submit(cast.cleo, "Another")
    gone = say(cast.ben)
    withdraw_comment(author=cast.ben, comment=gone, now=now)
    wrong = {say(cast.ben, "question"): "invalid", say(cast.ben, on=other): "invalid", gone: "gone"}
    found = {
        comment: refusal(choose_objection, moderator=cast.mona, option=option, comment=comment, now=now).code
        for comment in wrong
    }
    assert (found, slot(option)) == (wrong, [])


def test_only_moderators_fill_and_empty_the_slot(cast: Cast, say, option: Option, middle: Middle) -> None:
    comment, now = say(cast.ben), middle("diverge")
    what: dict[str, Any] = {"option": option, "now": now}
    assert refusal(choose_objection, moderator=cast.ana, comment=comment, **what).code == "not_your_role"
    assert refusal(clear_objection, moderator=cast.ana, **what).code == "not_your_role"


def test_an_objection_that_goes_out_of_sight_leaves_the_slot_with_it(
    cast: Cast, exercise: Exercise, say, option: Option, middle: Middle
) -> None:
    now = middle("diverge")
    for act in (
        lambda comment: withdraw_comment(author=cast.ben, comment=comment, now=now),
        lambda comment: hide_comment(moderator=cast.mona, comment=comment, reason="conduct", now=now),
    ):
        comment = say(cast.ben)
        choose_objection(moderator=cast.mona, option=option, comment=comment, now=now)
        since = Event.objects.filter(exercise=exercise).count()
        act(comment)
        assert slot(option) == []
        assert logged(exercise, since)[0] == ("objection.chosen", {"option": 1, "comment": 0})


@pytest.fixture
def frozen(cast: Cast, say, option: Option, middle: Middle) -> Comment:
    """The strongest objection on PO-1 as it stands when rating has opened."""
    comment = say(cast.ben)
    choose_objection(moderator=cast.mona, option=option, comment=comment, now=middle("compete"))
    return comment


def test_from_the_opening_of_rating_to_the_reveal_the_slot_stays_as_it_is(
    cast: Cast, exercise: Exercise, say, option: Option, frozen: Comment, middle: Middle
) -> None:
    other, rate = say(cast.cleo), exercise.phases.get(kind="rate")
    last, since = rate.closes_at - timedelta(microseconds=1), Event.objects.filter(exercise=exercise).count()
    what: dict[str, Any] = {"moderator": cast.mona, "option": option}
    for now in (rate.opens_at, last):
        for refused in (
            refusal(choose_objection, comment=other, now=now, **what),
            refusal(choose_objection, comment=frozen, now=now, **what),
            refusal(clear_objection, now=now, **what),
        ):
            assert refused.code == "not_open"
            assert refused.message.startswith("While rating is open the strongest objection stays as it is")
        assert refusal(withdraw_comment, author=cast.ben, comment=frozen, now=now).code == "not_open"
        for reason in formats.REASONS.keys() - {"sensitive"}:
            hide = {"moderator": cast.mona, "comment": frozen, "now": now, "reason": reason}
            assert list(refusal(hide_comment, **hide).fields) == ["reason"]
    assert refusal(choose_objection, comment=other, now=last, **{**what, "moderator": cast.manager}).code == (
        "not_your_role"
    )
    assert (slot(option), logged(exercise, since)) == ([frozen.number], [])
    choose_objection(comment=other, now=rate.closes_at, **what)
    assert slot(option) == [other.number]


def test_while_rating_another_challenge_can_be_withdrawn_and_a_name_taken_out_of_sight(
    cast: Cast, say, option: Option, frozen: Comment, middle: Middle
) -> None:
    other, now = say(cast.cleo), middle("rate")
    withdraw_comment(author=cast.cleo, comment=other, now=now)
    hide_comment(moderator=cast.mona, comment=frozen, reason="sensitive", now=now)
    assert (slot(option), Comment.objects.get(pk=other.pk).state) == ([], "withdrawn")


def test_the_slot_that_is_empty_when_rating_opens_stays_empty(cast: Cast, say, option: Option, middle: Middle) -> None:
    comment, now = say(cast.ben), middle("rate")
    refused = refusal(choose_objection, moderator=cast.lead, option=option, comment=comment, now=now)
    assert (refused.code, slot(option)) == ("not_open", [])
