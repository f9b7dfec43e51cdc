"""The page on which two people remove what must not exist, and what is read afterwards."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest

from exercises.models import Option, Purge
from tests.exercises.conftest import Cast

PAGE, OPTION = "/x/alpha/options/1/purge/", "/x/alpha/options/1/"


@pytest.fixture
def asked(cast: Cast, submit: Callable[..., Option], stand_in: Callable[[str], Any]) -> None:
    submit(cast.ana, "Ask Xochitl")
    stand_in("rate")
    sent = {"reason": "It names a source.", "key": str(uuid.uuid4())}
    assert cast.client("mona").post(PAGE, sent).status_code == 302


def test_the_second_reads_who_asks_and_why_and_types_which(cast: Cast, asked: None) -> None:
    page = cast.client("milo").get(PAGE).content.decode()
    assert ("Alias Mona asks for it" in page, "It names a source." in page) == (True, True)
    wrong = cast.client("milo").post(PAGE, {"label": "PO-2"})
    sentence = "Type PO-1, and nothing is removed by mistake."
    assert (wrong.status_code, wrong.context["form"].errors) == (422, {"label": [sentence]})
    assert (Option.objects.get(number=1).state, 'value="PO-2"' in wrong.content.decode()) == ("accepted", True)
    assert cast.client("milo").post(PAGE, {"label": " po-1 "}).status_code == 302
    assert Option.objects.get(number=1).state == "purged"


def test_who_has_asked_waits_for_another_and_can_let_it_drop(cast: Cast, asked: None) -> None:
    page = cast.client("mona").get(PAGE)
    assert (page.context["second"], "Remove for ever" in page.content.decode()) == (False, False)
    alone = cast.client("mona").post(PAGE, {"label": "PO-1"})
    assert (alone.status_code, Option.objects.get(number=1).state) == (409, "accepted")
    assert cast.client("mona").post(f"{PAGE}drop/").status_code == 302
    assert Purge.objects.get().dropped_by == cast.mona
    assert "Ask a second person" in cast.client("milo").get(PAGE).content.decode()


def test_a_tombstone_is_read_by_all_and_its_reason_by_those_concerned(cast: Cast, asked: None) -> None:
    cast.client("milo").post(PAGE, {"label": "PO-1"})
    pages = {who: cast.client(who).get(OPTION).content.decode() for who in ("ana", "ben", "mona")}
    assert {who: "Its texts were removed for ever" in page for who, page in pages.items()} == dict.fromkeys(pages, True)
    assert {who: "It names a source." in page for who, page in pages.items()} == {
        "ana": True, "ben": False, "mona": True,
    }  # fmt: skip
    for address in (OPTION, f"{OPTION}versions/", "/x/alpha/options/", "/x/alpha/options/?q=Xochitl", "/x/alpha/"):
        for who in ("ana", "ben", "mona", "manager"):
            assert "Ask Xochitl" not in cast.client(who).get(address).content.decode(), (who, address)
    assert cast.client("mona").get(PAGE).status_code == 410


def test_those_who_review_see_that_a_second_is_wanted(cast: Cast, asked: None) -> None:
    words = "Alias Mona asks to remove the texts of PO-1."
    told = {who: words in cast.client(who).get("/x/alpha/moderation/").content.decode() for who in ("mona", "milo")}
    assert told == {"mona": False, "milo": True}
