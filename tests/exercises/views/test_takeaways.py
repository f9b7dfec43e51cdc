"""Takeaways: what they rest on, two who write one, and what cannot be right."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest

from exercises.actions.narratives import create_narrative
from exercises.models import Citation, Draft, Option, Takeaway, TakeawayVersion
from tests.exercises.conftest import Cast

JSON = {"accept": "application/json"}
LIST, NEW, EDIT = "/x/alpha/takeaways/", "/x/alpha/takeaways/new/", "/x/alpha/takeaways/1/edit/"


def sent(**changed: str) -> dict[str, str]:
    text = {"title": "Courts first", "text": "Courts fail (PO-1).", "confidence": "moderate", "disagreement": ""}
    return {**text, "supports": "1, I", "contradicts": "PO-2", "key": str(uuid.uuid4()), **changed}


@pytest.fixture
def written(cast: Cast, submit: Callable[..., Option], stand_in: Callable[[str], Any]) -> None:
    submit(cast.ana)
    submit(cast.ben, "Tax the banks")
    now = stand_in("reveal")
    create_narrative(author=cast.lead, values={"nickname": "Inside job"}, x=0, y=0, key=uuid.uuid4(), now=now)
    assert cast.client("lead").post(NEW, sent()).status_code == 302


def test_each_citation_is_a_row_bound_to_the_versions(cast: Cast, written: None) -> None:
    asked = (
        "field",
        "stance",
        "option_version__option__number",
        "option_version__number",
        "cited_narrative__narrative__number",
    )
    assert list(Citation.objects.values_list(*asked)) == [
        ("text", "supports", 1, 1, None),
        ("whole", "supports", 1, 1, None),
        ("whole", "supports", None, None, 1),
        ("whole", "contradicts", 2, 1, None),
    ]
    (reading,) = cast.client("mona").get(LIST).context["readings"]
    assert [(c.label, c.title) for c in reading.supports] == [("PO-1", "Pay the police"), ("I", "Inside job")]
    assert ([c.label for c in reading.contradicts], reading.bare) == (["PO-2"], False)


@pytest.mark.parametrize(
    ("wrong", "field", "sentence"),
    [
        ({"supports": "PO-99"}, "supports", "There is no PO-99 to cite."),
        ({"supports": "IX"}, "supports", "There is no IX to cite."),
        ({"text": "So (PO-77)."}, "text", "There is no PO-77 to cite."),
        ({"supports": "x!"}, "supports", "x! is neither an option such as PO-3 nor a narrative such as II."),
        ({"contradicts": "PO-1"}, "contradicts", "The same cannot stand for it and against it."),
        ({"confidence": ""}, "confidence", "Say how sure the analysis is."),
        ({"title": "x" * 91}, "title", "At most 90 characters fit here; this is 1 too long."),
    ],
)
def test_what_cannot_be_right_is_said_beside_its_field(
    cast: Cast, written: None, wrong: dict[str, str], field: str, sentence: str
) -> None:
    answer = cast.client("mona").post(NEW, sent(**wrong))
    assert (answer.status_code, answer.context["form"].errors) == (422, {field: [sentence]})
    assert (Takeaway.objects.count(), Draft.objects.get().place) == (1, "takeaway.new")


def test_two_who_write_one_clash_field_by_field(cast: Cast, written: None) -> None:
    cast.client("mona").post(EDIT, sent(seen_version="1", supports="PO-2", contradicts=""), headers=JSON)
    answer = cast.client("lead").post(EDIT, sent(seen_version="1", title="Mine"))
    assert (answer.status_code, list(answer.context["clash"].fields)) == (409, ["supports", "contradicts"])
    assert TakeawayVersion.objects.count() == 2


def test_it_is_taken_out_and_restored_and_the_order_changes(cast: Cast, written: None) -> None:
    lead = cast.client("lead")
    lead.post(NEW, sent(title="Then banks", supports="", contradicts="", text="Banks."))
    page = lead.get(LIST).context
    assert ([reading.bare for reading in page["readings"]], page["bare"]) == ([False, True], 1)
    assert lead.post(f"{LIST}order/", {"which": "2", "to": "up"}, headers=JSON).json() == {"takeaways": [2, 1]}
    lead.post("/x/alpha/takeaways/1/end/")
    answer = cast.client("mona").post(EDIT, sent(seen_version="1", title="Late"))
    assert (answer.status_code, Draft.objects.get().body["title"]) == (410, "Late")
    lead.post("/x/alpha/takeaways/1/restore/")
    assert [reading.number for reading in lead.get(LIST).context["readings"]] == [2, 1]


def test_analysts_read_them_from_the_challenge_on_and_never_write(
    cast: Cast, written: None, stand_in: Callable[[str], Any]
) -> None:
    assert cast.client("ana").get(LIST).context["readings"] == []
    stand_in("challenge")
    assert "Courts first" in cast.client("ana").get(LIST).content.decode()
    assert cast.client("ana").post(NEW, sent()).status_code == 403
