"""Whatever people write in whichever field: it is words in every format, and nothing else."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import re
import uuid
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from exercises import formats
from exercises.actions.challenges import answer_challenge, write_minority_note
from exercises.actions.comments import choose_objection, post_comment
from exercises.actions.report_texts import write_report_text
from exercises.actions.signatures import publish_report, sign_report
from exercises.actions.takeaways import create_takeaway
from exercises.analysis.citations import Evidence
from exercises.models import Challenge, Comment, Exercise, Narrative, NarrativeVersion, Option
from exercises.queries.report_prose import digest_of
from exercises.reports import files, pdf
from exercises.reports.compose import compose
from exercises.reports.facts import Facts, collect
from exercises.reports.grounds import DecisionFacts
from tests.exercises.reports.test_formats import words_of

# Fields of the facts that hold a person's words; all others hold keys, numbers and codes of ours.
WRITTEN = {
    "ExerciseFacts": "title question deck brief context marking",
    "AxisFacts": "question negative positive",
    "CriterionFacts": "name question steps",
    "ProtocolFacts": "reason",
    "OptionFacts": "title summary aspects author",
    "ObjectionFacts": "author text",
    "DecisionFacts": "note",
    "NarrativeFacts": "nickname abstract diagnosis must_be_true steps adversaries risks risks_abroad objection",
    "MemberFacts": "reason",
    "MinorityFacts": "author text answer_text",
    "TextFacts": "title text actor condition confidence_why change_mind",
    "ReleaseFacts": "gaps reason",
    "SignatureFacts": "alias note",
    "TakeawayFacts": "title text disagreement",
}
# A brief stands where nobody wrote a background, and why an option has its place in the data package alone.
UNPRINTED = {"zqExerciseFactsbriefqz", "zqMemberFactsreasonqz"}


def commands(field: str) -> str:
    """Commands of Typst and pandoc, a script and a formula, around the name of the field that they stand in."""
    return f'=1+1 #eval("{field}") @{field} <script>{field}</script> \\input{{{field}}} {{% if %}} %s $x$ {field}'


def hostile(field: str) -> str:
    """The same, and Markdown after it, which forms a text where Markdown is taken."""
    return f"{commands(field)} ]}}) *strong* `x`{{=html}}"


def poisoned(value: Any) -> Any:
    """*value*, each field that a person writes now hostile."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        kind = type(value).__name__
        written = WRITTEN.get(kind, "").split()
        return replace(
            value,
            **{
                each.name: _said(_token(kind, each.name), getattr(value, each.name))
                if each.name in written
                else poisoned(getattr(value, each.name))
                for each in dataclasses.fields(value)
            },
        )
    return tuple(poisoned(each) for each in value) if isinstance(value, tuple) else value


def _token(kind: str, name: str) -> str:
    """A word that stands nowhere else."""
    return f"zq{kind}{name}".replace("_", "") + "qz"


def _said(field: str, value: Any) -> Any:
    if isinstance(value, tuple):
        return tuple((each[0], hostile(field)) if isinstance(each, tuple) else hostile(field) for each in value)
    return hostile(field)


def objected(cast: Any, option: Option, now: dt.datetime) -> None:
    what: dict[str, Any] = {"kind": "challenge", "text": "It fails.", "seen_version": 1, "key": uuid.uuid4()}
    post_comment(author=cast.ben, option=option, **what, now=now)
    choose_objection(moderator=cast.mona, option=option, comment=Comment.objects.get(), now=now)


@pytest.fixture
def written(
    cast: Any,
    exercise: Exercise,
    judged: list[Option],
    narrate: Callable[..., Narrative],
    middle: Callable[[str], dt.datetime],
) -> Facts:
    """A report in which something stands in every kind of field."""
    for name in ("brief", "deck", "context"):
        setattr(exercise, name, "Said.")
    exercise.save()
    objected(cast, judged[0], middle("compete"))
    told = ("diagnosis", "must_be_true", "steps", "adversaries", "risks", "risks_abroad", "objection")
    narrate("Others", 0.5, -0.5, members={judged[1]: "core"}, **dict.fromkeys(told, "So."))
    note: Any = {"seen_version": 1, "key": uuid.uuid4(), "now": middle("challenge")}
    write_minority_note(analyst=cast.ana, narrative=Narrative.objects.get(number=1), text="No.", **note)
    challenge = Challenge.objects.get()
    answer_challenge(author=cast.lead, challenge=challenge, answer="declined", text="Yes.", now=middle("challenge"))
    now = middle("draft")
    rests: Any = [Evidence("supports", (1,), (1,))]
    judgment = {"title": "Fewer kill", "text": "They will.", "form": "forecast", "actor": "The cartels",
                "condition": "courts work", "due": dt.date(2014, 12, 31), "likelihood": "likely", "confidence": "low",
                "confidence_why": "Few grounds.", "change_mind": "A verdict."}  # fmt: skip
    slots = {
        "bottom_line": {"title": "Mend", "text": "Mend it."}, "judgment.new": judgment, "background": {"text": "Then."},
        "diagnosis": {"text": "Why."}, "actor.new": {"title": "Police", "text": "Go."}, "limits": {"text": "Few."},
        "figure.board": {"title": "Most lie at home"},
    }  # fmt: skip
    for name, values in slots.items():
        slot = formats.slot_of(name)
        assert slot is not None
        evidence = rests if name.endswith(".new") else []
        what: dict[str, Any] = {"values": values, "evidence": evidence, "seen_version": 0, "key": uuid.uuid4()}
        write_report_text(author=cast.lead, slot=slot, **what, now=now)
    takeaway = {"title": "Money", "text": "First money.", "confidence": "low", "disagreement": "Some doubt."}
    create_takeaway(author=cast.lead, values=takeaway, evidence=rests, key=uuid.uuid4(), now=now)
    for person, role in ((cast.lead, "author"), (cast.mona, "reader")):
        seen = {"seen_digest": digest_of(exercise), "key": uuid.uuid4()}
        sign_report(signer=person, role=role, note="Enough.", **seen, now=now)
    publish_report(publisher=cast.lead, seen_digest=digest_of(exercise), reason="Now.", key=uuid.uuid4(), now=now)
    facts = collect(exercise.pk)
    first, second, third = facts.options
    third = replace(third, state="rejected", decision=DecisionFacts("rejected", "off_question", "Not asked for.", now))
    return replace(facts, options=(first, second, third))


def squeezed(words: str) -> str:
    """*words* without the places at which a line may end, and as a table's cell says them."""
    return re.sub(r"[\s\\\u200b]", "", words.replace('""', '"'))


def test_every_field_is_words_in_every_format(written: Facts, tmp_path: Path) -> None:
    facts = poisoned(written)
    source = files.Source(facts, compose(facts, record=True), "internal", None)
    fields = {_token(kind, name) for kind, names in WRITTEN.items() for name in names.split()}
    for kind in files.FORMATS:
        said = squeezed(words_of(files.write(source, kind, tmp_path / f"report.{files.ENDINGS[kind]}").path))
        there = {field for field in fields if field in said}
        assert fields - there <= UNPRINTED, kind
        assert {field for field in there if squeezed(commands(field)) not in said} == set(), kind


def test_a_text_from_right_to_left_runs_so_on_the_page_on_paper_in_word_and_in_html(
    cast: Any, exercise: Exercise, judged: list[Option], tmp_path: Path
) -> None:
    NarrativeVersion.objects.update(abstract="שלום עולם")
    page = cast.client("lead").get("/x/alpha/report/").content.decode()
    assert re.search(r'<p class="report-text" dir="rtl">שלום עולם', page)
    source = files.Source(facts := collect(exercise.pk), compose(facts, record=True), "internal", None)
    on_paper = json.dumps(pdf.as_data(source.document), ensure_ascii=False)
    assert re.search(r'\["[^\[\]]*שלום עולם[^\[\]]*\], "rtl": true', on_paper)
    assert '"rtl": false' in on_paper
    files.write(source, "html", tmp_path / "report.html")
    assert re.search(r'<div dir="rtl">\s*<p>שלום עולם', (tmp_path / "report.html").read_text())
    files.write(source, "docx", tmp_path / "report.docx")
    with zipfile.ZipFile(tmp_path / "report.docx") as archive:
        paragraphs = re.findall(r"<w:p[ >].*?</w:p>", archive.read("word/document.xml").decode(), re.DOTALL)
    assert [each for each in paragraphs if "שלום עולם" in each and "<w:bidi" not in each] == []
    assert "שלום עולם" in "".join(paragraphs)
