"""Drafts: nothing that was acknowledged is lost, whichever tab it came from."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from exercises.actions.drafts import drop_overtaken, let_go, save_draft, start_anew, take_back
from exercises.actions.options import submit_option
from exercises.errors import ActionRefused
from exercises.models import Draft, Option, Participation
from exercises.queries import drafts as draft_queries
from tests.exercises.conftest import Cast

Middle = Callable[[str], datetime]
VALUES = {"title": "Pay the police", "summary": "One line.", "aspects": {"outcome": "Less bribery."}}


@pytest.fixture
def save(cast: Cast, middle: Middle) -> Callable[..., Any]:
    """Save what ana types: ``save("Pay", seq=1)``."""

    def saved(title: str, *, seq: int, tab: str = "a", after: int = 0, place: str = "option.new", **more: Any) -> Any:
        values = {"writer": cast.ana, "body": {"title": title}, "now": middle("diverge"), **more}
        return save_draft(place=place, seq=seq, tab=tab, after=after, **values)

    return saved


def stands(place: str = "option.new") -> tuple[int, str, str]:
    draft = Draft.objects.get(place=place)
    return draft.seq, draft.tab, draft.body["title"]


def beside(place: str = "option.new") -> list[tuple[str, str]]:
    return [(text["tab"], text["body"]["title"]) for text in Draft.objects.get(place=place).overtaken or []]


def refusal(call: Callable[[], Any]) -> ActionRefused:
    with pytest.raises(ActionRefused) as refused:
        call()
    return refused.value


def test_a_save_is_acknowledged_with_when_and_which(cast: Cast, save: Callable[..., Any], middle: Middle) -> None:
    first = save("Pay", seq=1)
    assert (first.saved_at, first.seq) == (middle("diverge"), 1)
    later = middle("diverge") + timedelta(seconds=5)
    assert (save("Pay the", seq=2, now=later, base=4).saved_at, stands(), beside()) == (later, (2, "a", "Pay the"), [])
    assert Draft.objects.get().base == 4
    assert Draft.objects.filter(participation=cast.ana).count() == 1


def test_a_save_that_comes_twice_or_late_changes_nothing(save: Callable[..., Any], middle: Middle) -> None:
    save("Pay", seq=1)
    save("Pay the police", seq=3)
    later = middle("diverge") + timedelta(minutes=1)
    assert save("Pay the police", seq=3, now=later).saved_at == middle("diverge")
    assert save("Pay the", seq=2, now=later).seq == 3  # a beacon that overtook a request
    assert (stands(), beside()) == ((3, "a", "Pay the police"), [])


@pytest.mark.parametrize("seq", [1, 2])
def test_another_tab_with_a_lower_or_equal_number_is_refused_and_its_text_kept(
    seq: int, save: Callable[..., Any], middle: Middle
) -> None:
    save("Theirs", seq=2, base=1)
    refused = refusal(lambda: save("Mine", seq=seq, tab="b"))
    standing = {"seq": 2, "saved_at": middle("diverge").isoformat(), "base": 1, "body": {"title": "Theirs"}}
    assert (refused.code, refused.status, refused.facts) == ("stale", 409, standing)
    assert (stands(), beside()) == ((2, "a", "Theirs"), [("b", "Mine")])
    refusal(lambda: save("Mine, and more", seq=seq, tab="b"))
    assert beside() == [("b", "Mine, and more")]  # its latest, once


def test_a_higher_number_wins_and_what_it_overtook_is_kept(save: Callable[..., Any]) -> None:
    save("Theirs", seq=2)
    save("Mine", seq=7, tab="b", after=1)
    assert (stands(), beside()) == ((7, "b", "Mine"), [("a", "Theirs")])
    save("Mine, and more", seq=8, tab="b")
    assert (stands(), beside()) == ((8, "b", "Mine, and more"), [("a", "Theirs")])


def test_who_insists_on_an_overtaken_text_has_it_once(save: Callable[..., Any]) -> None:
    save("Theirs", seq=2)
    refusal(lambda: save("Mine", seq=1, tab="b"))
    save("Mine", seq=3, tab="b", after=1)
    assert (stands(), beside()) == ((3, "b", "Mine"), [("a", "Theirs")])


def test_who_goes_on_from_what_stands_overtakes_nothing(save: Callable[..., Any]) -> None:
    save("Pay", seq=2)
    save("Pay the police", seq=6, tab="b", after=2)
    assert (stands(), beside()) == ((6, "b", "Pay the police"), [])
    save("Pay the police", seq=9, tab="c")  # the same text is no loss either
    assert beside() == []


def test_the_last_three_texts_of_other_tabs_are_kept(save: Callable[..., Any]) -> None:
    for seq, tab in enumerate("abcde", start=1):
        save(f"Text of {tab}", seq=seq, tab=tab)
    assert stands() == (5, "e", "Text of e")
    assert beside() == [("d", "Text of d"), ("c", "Text of c"), ("b", "Text of b")]


def test_two_tabs_at_once_are_put_in_order(transactional_db: None, cast: Cast, middle: Middle) -> None:
    lost: list[str] = []

    def write(tab: str) -> None:
        try:
            for seq in range(1, 21):
                values = {"writer": cast.ana, "place": "option.new", "base": None, "now": middle("diverge")}
                try:
                    save_draft(seq=seq, tab=tab, body={"title": f"{tab}{seq}"}, **values)
                except ActionRefused as refused:
                    lost.append(refused.code)
        finally:
            connection.close()

    tabs = [threading.Thread(target=write, args=[tab]) for tab in "ab"]
    for tab in tabs:
        tab.start()
    for tab in tabs:
        tab.join()
    seq, winner, title = stands()
    loser = {"a": "b", "b": "a"}[winner]
    assert (seq, title) == (20, f"{winner}20")
    assert beside()[0][0] in {"a", "b"}
    assert (loser, f"{loser}20") in beside()
    assert set(lost) <= {"stale"}


def test_what_was_overtaken_is_taken_back_and_the_other_kept(
    save: Callable[..., Any], cast: Cast, middle: Middle
) -> None:
    save("Theirs", seq=1)
    save("Mine", seq=2, tab="b")
    take_back(writer=cast.ana, place="option.new", tab="a", now=middle("compete"))
    assert Draft.objects.get().saved_at == middle("compete")
    assert (stands(), beside()) == ((3, "a", "Theirs"), [("b", "Mine")])
    again = refusal(lambda: take_back(writer=cast.ana, place="option.new", tab="a", now=middle("compete")))
    assert (again.code, stands()) == ("gone", (3, "a", "Theirs"))


def test_a_draft_is_put_aside_offered_back_and_let_go(save: Callable[..., Any], cast: Cast, middle: Middle) -> None:
    which = {"writer": cast.ana, "place": "option.new"}
    save("Pay", seq=4)
    start_anew(**which, now=middle("compete"))
    draft = Draft.objects.get()
    assert (draft.body, draft.seq, beside()) == ({}, 5, [("a", "Pay")])
    take_back(**which, tab="a", now=middle("compete"))
    assert (stands(), beside()) == ((6, "a", "Pay"), [])  # nothing is beside: what stood was empty
    start_anew(**which, now=middle("compete"))
    start_anew(**which, now=middle("compete"))  # a second click
    assert beside() == [("a", "Pay")]
    drop_overtaken(**which, tab="a")
    assert Draft.objects.count() == 0
    assert refusal(lambda: start_anew(**which, now=middle("compete"))).code == "gone"
    assert refusal(lambda: drop_overtaken(**which, tab="a")).code == "gone"


def test_dropping_what_was_overtaken_keeps_what_stands(save: Callable[..., Any], cast: Cast) -> None:
    save("Theirs", seq=1)
    save("Mine", seq=2, tab="b")
    drop_overtaken(writer=cast.ana, place="option.new", tab="a")
    assert (stands(), beside()) == ((2, "b", "Mine"), [])


def test_a_submit_lets_its_draft_go_and_a_refused_one_keeps_it(
    save: Callable[..., Any], cast: Cast, middle: Middle
) -> None:
    save("Pay", seq=1)
    refusal(lambda: submit_option(author=cast.ana, values=VALUES, key=uuid.uuid4(), now=middle("rate")))
    with pytest.raises(KeyError):
        submit_option(author=cast.ana, values={"title": "Half"}, key=uuid.uuid4(), now=middle("diverge"))
    assert stands() == (1, "a", "Pay")
    submit_option(author=cast.ana, values=VALUES, key=uuid.uuid4(), now=middle("diverge"))
    assert Draft.objects.count() == 0


def test_letting_go_touches_no_other_draft(save: Callable[..., Any], submit: Callable[..., Option], cast: Cast) -> None:
    submit(cast.ben)
    save("New", seq=1)
    save("A sheet", seq=1, place="sheet.1")
    save("Of ben", seq=1, writer=cast.ben)
    let_go(cast.ana, "option.new")
    let_go(cast.ana, "option.new")  # gone already: nothing to say
    assert sorted(Draft.objects.values_list("participation__alias", "place")) == [
        ("Alias Ana", "sheet.1"), ("Alias Ben", "option.new"),
    ]  # fmt: skip


def test_a_copy_of_what_was_submitted_is_no_draft(save: Callable[..., Any], cast: Cast, middle: Middle) -> None:
    key = uuid.uuid4()
    body = {"title": "Pay the police", "key": str(key)}
    save("", seq=1, body=body)
    submit_option(author=cast.ana, values=VALUES, key=key, now=middle("diverge"))
    refused = refusal(lambda: save("", seq=2, tab="b", body=body))
    assert (refused.code, refused.status, Draft.objects.count()) == ("gone", 410, 0)
    save("", seq=1, body=body, writer=cast.ben)  # keys are each person's own
    # A save that was under way while the submit was committed is not shown either.
    Draft.objects.update(participation=cast.ana)
    assert draft_queries.draft_at(cast.ana, "option.new") is None
    save("", seq=9, body={**body, "key": "no key"})
    assert draft_queries.draft_at(cast.ana, "option.new")


@pytest.mark.parametrize("kind", ["prepare", "rate", "closed"])
def test_a_draft_is_kept_whatever_the_phase(kind: str, save: Callable[..., Any], middle: Middle) -> None:
    assert save("Late", seq=1, now=middle(kind)).seq == 1


HAVE = {
    "option.new": {"ana"},
    "option.1": {"ana", "mona", "lead", "manager"},
    "sheet.1": {"ana"},
    "comment.1": {"ana", "mona", "lead"},
    "comment.1.4": {"ana", "mona", "lead"},
    "wording.1.4": {"ana", "mona", "lead"},
}


@pytest.mark.parametrize("place", HAVE)
def test_who_may_never_write_there_has_no_draft(
    place: str, save: Callable[..., Any], submit: Callable[..., Option], cast: Cast
) -> None:
    submit(cast.ben)

    def may(name: str) -> str:
        writer: Participation = getattr(cast, name)
        try:
            save("Text", seq=1, place=place, writer=writer)
        except ActionRefused as refused:
            return refused.code
        return "saved"

    names = ("ana", "mona", "lead", "manager", "olga")
    assert {name: may(name) for name in names} == {
        name: "saved" if name in HAVE[place] else "not_your_role" for name in names
    }


@pytest.mark.parametrize(
    ("place", "code"),
    [
        *((place, "invalid") for place in ("", "option", "option.01", "option.-1", "option.new.1", "sheet.new")),
        *(
            (place, "invalid")
            for place in ("option.9999999999", "sheet.1.2", "comment.x", "wording.1", "option.١", "option.1\n")
        ),
        *((place, "gone") for place in ("option.99", "sheet.99", "comment.99", "comment.99.1", "option.999999999")),
    ],
)
def test_a_place_that_is_not_there_is_refused(place: str, code: str, save: Callable[..., Any]) -> None:
    assert refusal(lambda: save("Text", seq=1, place=place)).code == code
    assert Draft.objects.count() == 0
