"""From facts to document: nothing is lost on the way, empty parts say so, a level removes."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from dataclasses import fields, is_dataclass, replace
from typing import Any

import pytest

from exercises.actions import moderation, takeaways
from exercises.actions.protocol import deviate
from exercises.analysis.citations import Evidence
from exercises.models import Exercise
from exercises.queries.protocol import content_of, hash_of
from exercises.queries.report_prose import ReleaseFacts, SignatureFacts
from exercises.reports.compose import compose
from exercises.reports.document import Figure, Paragraph, Section, Table, plain
from exercises.reports.edition import Edition
from exercises.reports.facts import Facts, collect
from exercises.reports.grounds import CitationFacts
from exercises.reports.levels import LEVELS
from exercises.reports.takeaways import evidence


def said(node: Any) -> str:
    """Every string in a part of the document."""
    if isinstance(node, str):
        return node
    if isinstance(node, tuple):
        return " ".join(map(said, node))
    return " ".join(said(getattr(node, f.name)) for f in fields(node)) if is_dataclass(node) else ""


def strings(node: Any) -> set[str]:
    """The strings of a part of the document, each by itself."""
    if isinstance(node, str):
        return {node}
    if isinstance(node, tuple):
        return set().union(*map(strings, node))
    return set().union(*(strings(getattr(node, f.name)) for f in fields(node))) if is_dataclass(node) else set()


def part(document, anchor: str) -> Section:
    every = [each for section in document.sections for each in (section, *section.sections)]
    (found,) = [section for section in every if section.anchor == anchor]
    return found


def rows(table: Table) -> list[list[str]]:
    return [[plain(cell.content) for cell in row] for row in table.rows]


def only(section: Section, kind: type) -> Any:
    return next(block for block in section.blocks if isinstance(block, kind))


@pytest.fixture
def facts(exercise: Exercise, judged) -> Facts:
    return collect(exercise.pk)


def test_how_it_was_run_is_told_up_to_the_phase_that_the_snapshot_stands_in(facts):
    """A stranger reads what was done, and nothing of what is still to come."""
    opens = {phase.kind: phase.opens_at for phase in facts.phases}
    told = {}
    for kind in ("prepare", "diverge", "rate", "reveal", "challenge"):
        then = replace(facts, snapshot=replace(facts.snapshot, at=opens[kind]))
        told[kind] = said(part(compose(then), "how")).split("Of ")[0]
    assert "alias" not in told["prepare"]
    assert "alias" in told["diverge"]
    assert "nobody could see what anybody else had answered" not in told["diverge"]
    assert "nobody could see what anybody else had answered" in told["rate"]
    assert "at the same moment" not in told["rate"]
    assert "at the same moment" in told["reveal"]
    assert "what speaks against them" not in told["reveal"]
    assert "what speaks against them" in told["challenge"]


def test_the_cover_says_what_it_is(facts):
    cover = compose(facts).cover
    assert (cover.title, cover.deck, cover.draft) == ("Exercise alpha", "What should be done?", "Draft")
    assert cover.facts == (
        ("Dates", "2–8 March 2026"),
        ("Version", "draft of 6 March 2026, 12:00 (Europe/Berlin)"),
        ("Release level", "internal"),
        ("Marking", "EXERCISE – FICTIONAL"),
        ("Sponsor", "withheld"),
        ("Snapshot", f"event {facts.snapshot.seq} of the log"),
        ("Hash of the facts", facts.hash),
    )
    assert [number for number, _label in cover.numbers.items] == ["9", "3", "1", "10"]


def test_synthetic_participants_are_named_first(facts, exercise):
    assert "synthetic" not in said(compose(facts).cover)
    exercise.synthetic = True
    exercise.save()
    assert compose(collect(exercise.pk)).cover.notes[0].startswith("The participants are synthetic.")


def test_the_overview_counts_what_a_narrative_holds(facts):
    overview = part(compose(facts), "overview")
    assert only(overview, Figure).title == "Where the crowd places 3 options"
    assert rows(only(overview, Table)) == [
        ["I Own strength Social, Internal", "It begins at home.", "PO-1", "–", "4 (6)", "3.25–4.75"]
    ]


def test_too_few_placements_are_not_drawn_but_named(facts):
    figure = only(part(compose(facts), "overview"), Figure)
    assert figure.source.endswith("Not drawn, because fewer than five placed them: PO-2, PO-3.")
    assert figure.key == (("1", 1, "Pay the police"),)


def test_a_chapter_has_its_options_with_medians_and_numbers(facts):
    chapter = part(compose(facts), "narrative-1")
    assert (chapter.title, chapter.lead, chapter.hue) == ("I Own strength", "Social, Internal", 1)
    assert plain(only(chapter, Paragraph).content) == "It begins at home. Then more."
    told = "PO-1 Pay the police. One line. Core."  # so that nobody has to turn to the record for what it proposes
    assert rows(only(chapter, Table)) == [[told, "4 (6)", "4 (6)", "4 (6)", "4 (6)"]]
    assert "Not written yet: Diagnosis, What must be true, Order of steps" in said(chapter)


def test_few_answers_are_withheld_at_every_level(facts):
    for level in ("internal", "sponsor", "public"):
        second = part(compose(facts, level, record=True), "options").sections[1]
        assert {tuple(row[1:]) for row in rows(only(second, Table))} == {("–", "–", *"–––––", "<5", "–")}


def test_every_option_ends_somewhere(facts):
    document = compose(facts)
    assert rows(only(part(document, "trace"), Table)) == [
        ["PO-1 Pay the police", "accepted", "1", "I Own strength, core", "–", "6"],
        ["PO-2 Train judges", "accepted", "1", "In no narrative yet.", "–", "<5"],
        ["PO-3 Close ports", "accepted", "1", "In no narrative yet.", "–", "0"],
    ]
    coverage = plain(only(part(document, "trace"), Paragraph).content)
    assert coverage == (
        "1 of 3 standing options are in a narrative. Standing alone: none. Without a place yet: PO-2, PO-3."
    )
    assert "PO-2, PO-3. Each needs a narrative" in said(part(document, "wild-cards")).replace("option 2 ", "").replace(
        "option 3 ", ""
    ).replace(" ,  ", ", ").replace("PO-3 . ", "PO-3.")


def test_a_level_removes_and_never_rewords(facts):
    """Whatever a lower level says, the one above says as well."""
    internal, sponsor, public = (strings(compose(facts, level, record=True).sections) for level in LEVELS)
    assert sponsor == internal  # nobody has decided anything with a note yet
    assert sorted(public - internal) == [f"Accepted, version 1 of 3 March 2026{end}" for end in ("",)]
    assert internal - public == {
        f"Accepted, version 1 of 3 March 2026, by Alias {name}" for name in ("Ana", "Ben", "Cleo")
    }


def test_the_sponsors_copy_is_part_a_unless_asked(facts):
    assert {
        (level, asked): {section.part for section in compose(facts, level, record=asked).sections}
        for level in LEVELS
        for asked in (None, True, False)
    } == {
        ("internal", None): {"A", "B"}, ("internal", True): {"A", "B"}, ("internal", False): {"A"},
        ("sponsor", None): {"A"}, ("sponsor", True): {"A", "B"}, ("sponsor", False): {"A"},
        ("public", None): {"A", "B"}, ("public", True): {"A", "B"}, ("public", False): {"A"},
    }  # fmt: skip


def test_what_moderators_wrote_about_a_persons_work_stays_inside(cast, exercise, judged, middle, submit):
    option = submit(cast.ana, "Out of question")
    moderation.reject_option(
        moderator=cast.mona, option=option, seen_version=1, reason="off_question", key=uuid.uuid4(),
        note="A note that only we read.", now=middle("diverge"),
    )  # fmt: skip
    found = collect(exercise.pk)
    texts = {level: said(part(compose(found, level, record=True), "options")) for level in LEVELS}
    assert {level: "A note that only we read." in text for level, text in texts.items()} == {
        "internal": True,
        "sponsor": False,
        "public": False,
    }
    assert all("It does not answer the exercise’s question." in text for text in texts.values())


def test_limits_say_who_stayed_away_and_what_is_thin(facts):
    invited = replace(facts, people=replace(facts.people, invited=9, joined=7))
    assert "Of 9 invited analysts <5 did not join." in said(part(compose(invited), "limits"))
    everybody = replace(facts, people=replace(facts.people, invited=7, joined=7, contributed=7))
    assert "All 7 invited analysts joined. Each of them" in said(part(compose(everybody), "limits"))
    assert "standing options have fewer than 15 sheets:" in said(part(compose(facts), "limits"))
    few = replace(facts, people=replace(facts.people, joined=9, contributed=None))
    assert "Fewer than five of them wrote an option or judged one." in said(part(compose(few), "limits"))
    some = replace(facts, people=replace(facts.people, joined=19, contributed=12))
    assert "7 of those who joined neither wrote an option nor judged one." in said(part(compose(some), "limits"))
    judged = replace(facts, options=tuple(replace(option, sheets=15) for option in facts.options))
    assert "None: every standing option has 15 sheets or more." in said(part(compose(judged), "limits"))


def test_an_empty_exercise_says_so_in_every_part(exercise):
    document = compose(collect(exercise.pk))
    assert "Where the crowd places 0 options" in said(part(document, "overview"))
    for anchor, sentence in (
        ("how", "Nobody has judged an option yet, so there are no medians."),
        ("overview", "No narrative has been written yet."),
        ("wild-cards", "No option stands alone."),
        ("options", "Nobody has submitted an option yet."),
        ("trace", "There is nothing to trace yet."),
    ):
        assert sentence in said(part(document, anchor))


def test_the_record_has_a_section_a_letter_and_says_what_is_not_in_it(facts):
    record = [section for section in compose(facts).sections if section.part == "B"]
    assert [section.eyebrow for section in record] == list("ABCDEFGHIJKL")
    assert [section.entry for section in record if "not in this edition" in section.title] == [
        "B · Objectives: not in this edition",
        "E · Injects: not in this edition",
        "G · Hotwash and lessons: not in this edition",
        "H · Improvement plan: not in this edition",
        "K · Moderation log: not in this edition",
    ]
    assert [each.title for section in record if section.anchor != "options" for each in section.sections] == [
        "Checks beside the raw numbers",
        "Self-check and signatures",
    ]


def test_the_protocol_and_its_deviations_are_printed_with_reason_and_hash(facts, exercise, cast, middle):
    content = content_of(exercise)
    what = {"axes": {axis["key"]: axis for axis in content["axes"]}, "criteria": content["criteria"]}
    limits = {**content["thresholds"], "portion": 5}
    second = deviate(
        manager=cast.manager,
        **what,
        thresholds=limits,
        reason="Eight were too many.",
        seen_hash=hash_of(content),
        now=middle("rate"),
    )
    tables = [block for block in part(compose(collect(exercise.pk)), "method").blocks if isinstance(block, Table)]
    assert [[row[0], row[2], row[3].replace(" ", "")] for row in rows(tables[-1])] == [
        ["1", "frozen as rating opened", hash_of(content)],
        ["2", "Eight were too many.", second.hash],
    ]


def test_before_the_freeze_the_report_says_so(exercise):
    assert "The protocol is not frozen yet." in said(part(compose(collect(exercise.pk)), "method"))


def test_the_trace_leads_from_takeaway_to_version(cast, exercise, judged, middle):
    """Every accepted option stands in it, whether anything names it or not."""
    values = {"title": "Begin at home", "text": "See PO-2.", "confidence": "moderate", "disagreement": "How fast."}
    grounds = [Evidence("supports", narratives=(1,)), Evidence("contradicts", options=(3,))]
    takeaways.create_takeaway(author=cast.lead, values=values, evidence=grounds, key=uuid.uuid4(), now=middle("draft"))
    document = compose(collect(exercise.pk))
    first, second = [block for block in part(document, "trace").blocks if isinstance(block, Table)]
    assert rows(first) == [
        ["1", "I Own strength", "1", "for it"],
        ["1", "PO-2 Train judges", "1", "for it"],
        ["1", "PO-3 Close ports", "1", "against it"],
    ]
    assert [(row[0][:4], row[4]) for row in rows(second)] == [("PO-1", "–"), ("PO-2", "1"), ("PO-3", "−1")]
    chapter = part(document, "takeaways").sections[0]
    assert (chapter.title, chapter.lead) == ("1. Begin at home", "Analytic confidence: moderate.")
    assert "How fast." in said(chapter)


def test_what_is_not_written_yet_says_so_in_one_line(facts):
    document = compose(facts)
    for anchor, sentence in (
        ("diagnosis", "Not written yet."),
        ("actors", "Not written yet."),
        ("takeaways", "No takeaway has been written yet."),
    ):
        assert said(part(document, anchor).blocks).strip() == sentence


def test_what_is_cited_in_one_version_stands_before_it_together(exercise, judged):
    def cited(kind: str, number: int, version: int, stance: str = "supports") -> CitationFacts:
        return CitationFacts(field="text", stance=stance, kind=kind, number=number, version=version)

    edition = Edition(collect(exercise.pk), "internal")
    named = (
        *(cited("option", n, v) for n, v in ((3, 1), (2, 2), (1, 1), (9, 1))),
        cited("narrative", 1, 4), cited("option", 2, 1, "contradicts"),
    )  # fmt: skip
    assert plain(evidence(edition, named, "supports")).replace("\u00a0", " ") == (
        "Own strength (version 4); PO-1, PO-3 (version 1); PO-2 (version 2)"
    )


def test_the_page_behind_the_cover_says_for_whom_the_copy_is(facts, exercise):
    for level, words, others in (
        ("internal", "it is not to be passed on", "manager, lead author, moderator."),
        ("sponsor", "The sponsor’s edition", "moderator, sponsor."),
        ("public", "nobody has been asked yet for consent", "analyst, sponsor, auditor"),
    ):
        page = compose(facts, level).handling
        held = said(page)
        assert (words in held, "not of those who asked or paid for it" in held) == (True, True), level
        assert ("Part B, the record" in held) == (level == "sponsor")
        assert others.split(", ")[0] in held
    assert "there was nobody to ask" not in held
    exercise.synthetic = True
    exercise.save()
    assert "there was nobody to ask" in said(compose(collect(exercise.pk)).handling)


def test_every_option_on_every_criterion_is_drawn(facts):
    found = [block for block in part(compose(facts), "across").blocks if isinstance(block, Figure)]
    heat = next(figure for figure in found if figure.name == "criteria")
    for drawn in (heat.wide, heat.narrow, heat.printed):
        # The first option's medians; the second was judged by four, so it has no row.
        assert (drawn.count(">PO-1<"), drawn.count(">PO-2<"), drawn.count(">4</text>")) == (1, 0, 4)
    assert heat.alt.startswith(
        "A table of 1 options by Desirability, Feasibility, Impact, Risk, from PO-1 Pay the police"
    )
    # Risk is good where it is low: its field is lighter than the others with the same step.
    tints = re.findall(r'<rect [^>]*fill="(#[0-9a-f]{6})"', heat.printed)
    assert tints == ["#716d65"] * 3 + ["#d9d4c9"]
    table = only(part(compose(facts), "options"), Table)
    assert rows(table) == [["PO-1 Pay the police", *["4 (6)"] * 4]]


PUBLISHED = ReleaseFacts(
    final=True,
    number=2,
    published_at=dt.datetime(2026, 3, 9, tzinfo=dt.UTC),
    signatures=(
        SignatureFacts(1, "Alias Lead", "author", dt.datetime(2026, 3, 8, tzinfo=dt.UTC), (), ""),
        SignatureFacts(2, "Alias Mona", "reader", dt.datetime(2026, 3, 8, tzinfo=dt.UTC), ("sources",), "Read twice."),
    ),
    gaps=("PO-3 has no place yet.",),
    reason="The minister asks for it today.",
)


def test_what_was_published_in_spite_of_gaps_says_so_at_every_level(facts):
    for level in LEVELS:
        document = compose(replace(facts, release=PUBLISHED), level, record=True)
        held = said(part(document, "limits"))
        assert ("PO-3 has no place yet." in held, "The minister asks for it today." in held) == (True, True)
        check = part(document, "self-check")
        met = [row for row in rows(only(check, Table)) if row[1] == "met"]
        assert met == [["It says how good its sources, data and methods are", "met"]]
        assert ("Alias Mona" in said(check), "Read twice." in said(check)) == (level != "public", level == "internal")
        assert dict(document.cover.facts)["Version"].startswith("publication 2, ")
    later = compose(replace(facts, release=replace(PUBLISHED, final=False)))
    assert "The minister" not in said(part(later, "limits"))
    assert "has changed since it was published" in said(part(later, "self-check"))


def test_what_texts_link_is_numbered_once_with_who_links_it(facts):
    first, second, third = facts.options
    one, other = "https://example.invalid/paper", "https://example.invalid/other"
    linking = (
        replace(first, aspects=(("Outcome", f"As [a paper]({one}) says, <{other}>."), ("Actors", f"[Again]({one})."))),
        replace(second, aspects=(("Outcome", f"See [it]({one}) and [that](/x/secret/).\n\n[ref]: {one}"),)),
        third,
    )
    table = only(part(compose(replace(facts, options=linking)), "sources"), Table)
    assert rows(table) == [["1", f"a paper\n{one}", "PO-1, PO-2"], ["2", other, "PO-1"]]
    assert "No text of this exercise links a source." in said(part(compose(facts), "sources"))
