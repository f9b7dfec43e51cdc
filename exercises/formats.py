"""What varies between exercises, as data: roles, capabilities, phase kinds, presets, templates, criteria.

No Django here. Names are marked for translation with _() and translated where they are shown.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal
from zoneinfo import ZoneInfo


def _(text: str) -> str:
    """Mark *text* for translation; templates translate it."""
    return text


Role = Literal["manager", "lead", "moderator", "analyst", "observer", "sponsor", "auditor"]
Capability = Literal[
    "practise",
    "write_samples",
    "submit",
    "edit",
    "comment",
    "amend",
    "moderate",
    "choose_objection",
    "rate",
    "revise",
    "place",
    "see_results",
    "see_narratives",
    "triage",
    "cluster",
    "write_narratives",
    "challenge",
    "assess_resilience",
    "build_report",
    "read_report",
    "write_report",
    "sign_report",
    "publish",
    "manage",
]
PhaseKind = Literal["prepare", "diverge", "compete", "rate", "reveal", "inject", "challenge", "draft", "closed"]

ROLES: dict[Role, str] = {
    "manager": _("Manager"),
    "lead": _("Lead author"),
    "moderator": _("Moderator"),
    "analyst": _("Analyst"),
    "observer": _("Observer"),
    "sponsor": _("Sponsor"),
    "auditor": _("Auditor"),
}
ROLE_NAMES = list(ROLES.items())
STAFF: frozenset[str] = frozenset({"manager", "lead", "moderator"})

PHASES: dict[PhaseKind, str] = {
    "prepare": _("Prepare"),
    "diverge": _("Propose"),
    "compete": _("Deepen"),
    "rate": _("Rate"),
    "reveal": _("Reveal"),
    "inject": _("Inject"),
    "challenge": _("Challenge"),
    "draft": _("Draft"),
    "closed": _("Closed"),
}
PHASE_NAMES = list(PHASES.items())

# What the opening of a phase brings, for whoever is about to open it.
PHASE_BRINGS: dict[PhaseKind, str] = {
    "prepare": _("People are invited and read the brief."),
    "diverge": _("Analysts can write and submit options; everybody reads them."),
    "compete": _("Analysts can still submit options, rivals above all. At its end the texts freeze."),
    "rate": _(
        "No new options. What was not reviewed is accepted. Analysts judge, and nobody sees what the others say."
    ),
    "reveal": _("Rating closes. Everybody sees at once what the crowd says; moderators put options into narratives."),
    "inject": _("The exercise receives news, and everybody says which options it strengthens or breaks."),
    "challenge": _("Everybody reads the draft narratives, and they are put to the test."),
    "draft": _("The narratives are finished and the report is drafted. Cards stay where they are."),
    "closed": _("Nothing can be changed any more; everything can be read."),
}

_SEE: frozenset[Capability] = frozenset({"see_results"})
_SEE_ALL: frozenset[Capability] = frozenset({"see_results", "see_narratives"})
_TRIAGE: frozenset[Capability] = frozenset({"triage", "moderate"})
_SYNTHESIS: frozenset[Capability] = _SEE_ALL | {
    *("cluster", "write_narratives", "build_report", "read_report"),
    *("amend", "moderate", "choose_objection"),
}
_MANAGE: frozenset[Capability] = frozenset({"manage"})
_MANAGE_SEEING: frozenset[Capability] = _MANAGE | _SEE_ALL | {"build_report", "read_report"}
_WRITE: frozenset[Capability] = frozenset({"write_report"})  # the report's own texts: lead author and manager
_SYNTHESIS_WRITING: frozenset[Capability] = _SYNTHESIS | _WRITE
_RELEASE: frozenset[Capability] = frozenset({"sign_report", "publish"})

# Kind of phase × role → what is open. A pair that is missing opens nothing: every door is closed by default.
OPEN: dict[PhaseKind, dict[Role, frozenset[Capability]]] = {
    "prepare": {
        "analyst": frozenset({"practise"}),
        "moderator": frozenset({"practise", "write_samples"}),
        "lead": frozenset({"practise", "write_samples"}),
        "manager": _MANAGE | {"write_samples"},
    },
    "diverge": {
        "analyst": frozenset({"practise", "submit", "edit", "comment"}),
        "moderator": _TRIAGE | {"practise", "comment", "choose_objection"},
        "lead": _TRIAGE | {"practise", "comment", "choose_objection"},
        "manager": _MANAGE,
    },
    "compete": {
        "analyst": frozenset({"practise", "submit", "edit", "comment"}),
        "moderator": _TRIAGE | {"practise", "comment", "choose_objection"},
        "lead": _TRIAGE | {"practise", "comment", "choose_objection"},
        "manager": _MANAGE,
    },
    "rate": {
        "analyst": frozenset({"rate", "place", "comment"}),
        "moderator": _TRIAGE | {"amend"},
        "lead": _TRIAGE | {"amend"},
        "manager": _MANAGE,
    },
    "reveal": {
        "analyst": _SEE | {"revise", "place", "comment"},
        "observer": _SEE,
        "moderator": _SYNTHESIS,
        "lead": _SYNTHESIS_WRITING,
        "manager": _MANAGE_SEEING | _WRITE,
        "auditor": _SEE_ALL,
    },
    "inject": {
        "analyst": _SEE | {"comment", "assess_resilience"},
        "observer": _SEE,
        "moderator": _SYNTHESIS | {"assess_resilience"},
        "lead": _SYNTHESIS_WRITING | {"assess_resilience"},
        "manager": _MANAGE_SEEING | _WRITE,
        "auditor": _SEE_ALL,
    },
    "challenge": {
        "analyst": _SEE_ALL | {"comment", "challenge"},
        "observer": _SEE_ALL,
        "moderator": _SYNTHESIS,
        "lead": _SYNTHESIS_WRITING,
        "manager": _MANAGE_SEEING | _WRITE,
        "auditor": _SEE_ALL,
    },
    "draft": {
        "analyst": _SEE_ALL | {"read_report"},
        "observer": _SEE_ALL | {"read_report"},
        "moderator": (_SYNTHESIS - {"cluster", "amend"}) | {"sign_report"},
        "lead": (_SYNTHESIS - {"cluster", "amend"}) | _WRITE | _RELEASE,
        "manager": _MANAGE_SEEING | _WRITE | _RELEASE,
        "auditor": _SEE_ALL,
    },
    "closed": {
        "analyst": _SEE_ALL | {"read_report"},
        "observer": _SEE_ALL | {"read_report"},
        "moderator": _SEE_ALL | {"build_report", "read_report", "sign_report"},
        "lead": _SEE_ALL | {"build_report", "read_report", "sign_report", "publish"},
        "manager": _MANAGE_SEEING | _RELEASE,
        "auditor": _SEE_ALL,
    },
}

PRESETS: dict[str, list[tuple[PhaseKind, int]]] = {
    # kind, days; "prepare" is the time before the first day, "closed" the time after the last
    "one_week": [("diverge", 2), ("compete", 1), ("rate", 1), ("reveal", 1), ("challenge", 1), ("draft", 1)],
}
PRESET_NAMES = [("one_week", _("One week"))]

OPTION_STATES = [
    ("submitted", _("not yet reviewed")),
    ("in_review", _("in review")),
    ("accepted", _("accepted")),
    ("returned", _("returned")),
    ("rejected", _("rejected")),
    ("merged", _("merged")),
    ("withdrawn", _("withdrawn")),
    ("purged", _("removed")),
]
# How a state looks (.state[data-kind]); others look like none.
STATE_KINDS = {"accepted": "settled", "returned": "warn", "rejected": "bad"}
# What the crowd judges and the board shows.
STANDING_STATES: tuple[str, ...] = ("submitted", "in_review", "accepted")
# What can be commented on.
DISCUSSED_STATES: tuple[str, ...] = (*STANDING_STATES, "returned")
# What nobody has decided on yet.
WAITING_STATES: tuple[str, ...] = ("submitted", "in_review")
ORIGINS = [
    ("report", _("printed in the public report")),
    ("background", _("drawn from the background document")),
    ("present", _("present policy")),
]
CHANGE_KINDS = [
    ("first", _("first text")),
    ("typo", _("typo")),
    ("clarification", _("clarification")),
    ("material", _("material change")),
]
CERTAINTIES = [("low", _("a guess")), ("moderate", _("fairly sure")), ("high", _("sure"))]
ABSTENTIONS = [
    ("expertise", _("outside my field")),
    ("unclear", _("the text is unclear")),
    ("conflict", _("I have an interest in it")),
]
PLACEMENT_ANSWERS = [("both", _("both")), ("neither", _("neither")), ("unclear", _("unclear"))]
SKIPS = [
    ("later", _("I need time to read about it")),
    ("expertise", _("outside my field")),
    ("unclear", _("the text is unclear")),
    ("conflict", _("I have an interest in it")),
]
COMMENT_KINDS = [
    ("support", _("Support")),
    ("challenge", _("Challenge")),
    ("question", _("Question")),
    ("evidence", _("Evidence")),
]
COMMENT_HINTS: dict[str, str] = {
    "support": _("Why it would work, or is right."),
    "challenge": _("What speaks against it, put as strongly as is fair."),
    "question": _("What the text leaves open."),
    "evidence": _("A fact, a source, an answer."),
}
# While rating is open a comment is on the content alone: for and against would tell others how to judge.
CONTENT_KINDS: tuple[str, ...] = ("question", "evidence")
COMMENT_STATES = [("standing", _("standing")), ("withdrawn", _("withdrawn")), ("hidden", _("hidden"))]
# What happened to an option's state, as its history tells it; who did it and why stands beside.
VERDICTS = [
    ("in_review", _("taken up for review")),
    ("released", _("put back for others to review")),
    ("accepted", _("accepted")),
    ("returned", _("returned to its author")),
    ("rejected", _("rejected")),
    ("resubmitted", _("submitted again")),
    ("withdrawn", _("withdrawn")),
    ("restored", _("restored")),
    ("reopened", _("reopened for a material change")),
    ("appealed", _("appealed against")),
    ("undone", _("no longer accepted: that was undone")),
    ("purged", _("its texts removed for ever")),
]
# The codes that a moderator gives for what is returned, rejected or hidden; fixed before an exercise opens.
REASONS: dict[str, str] = {
    "incomplete": _("An aspect is missing or too thin to judge"),
    "unclear": _("It is not clear what is to be done, or by whom"),
    "not_an_option": _("It describes a problem or an aim, not something to do"),
    "off_question": _("It does not answer the exercise’s question"),
    "several": _("It holds several options that should stand apart"),
    "duplicate": _("The same stands in another option"),
    "sources": _("A statement that carries it needs a source"),
    "conduct": _("It breaks the rules of conduct"),
    "sensitive": _("It names what must not be named here"),
}
MEMBERSHIP_KINDS = [("core", _("core")), ("supporting", _("supporting")), ("dissent", _("dissent"))]
BOARD_ACTS = [("move", _("a move")), ("place", _("a placing"))]
# What a citation does to the text in which it stands.
STANCES = [("supports", _("supports")), ("contradicts", _("contradicts"))]
CONFIDENCES = [("low", _("low")), ("moderate", _("moderate")), ("high", _("high"))]
CONFIDENCE_HINTS: dict[str, str] = {
    "low": _("Few or weak grounds, and others would read them otherwise."),
    "moderate": _("Plausible and well grounded, but not borne out enough to be sure."),
    "high": _("Many independent grounds that agree; it could still be wrong."),
}
CHALLENGE_KINDS = [
    ("fit", _("fit of an option")),
    ("support", _("support")),
    ("minority", _("minority note")),
    ("nickname", _("rival nickname")),
]
# What others may not see while the challenge is open: it is a vote, and theirs would follow it.
SEALED_CHALLENGES: tuple[str, ...] = ("fit", "support")
FITS = [("fits", _("fits")), ("doubtful", _("doubtful")), ("not", _("does not fit"))]
SUPPORT_STEPS: tuple[str, str, str, str, str] = (
    _("reject it"),
    _("doubt it"),
    _("undecided"),
    _("support it"),
    _("support it fully"),
)
ANSWERS = [("accepted", _("accepted")), ("answered", _("answered")), ("declined", _("declined"))]
# What people write in the report; those of a numbered kind can be several.
REPORT_TEXTS: dict[str, str] = {
    "bottom_line": _("Bottom line"),
    "judgment": _("Key judgment"),
    "background": _("Question and background"),
    "diagnosis": _("Diagnosis"),
    "actor": _("Implications for an actor"),
    "limits": _("Limits"),
    "figure": _("Title of a figure"),
}
REPORT_TEXT_NAMES = list(REPORT_TEXTS.items())
NUMBERED_TEXTS: tuple[str, ...] = ("judgment", "actor")
JUDGMENT_FORMS = [("recommendation", _("recommendation")), ("forecast", _("conditional forecast"))]


@dataclass(frozen=True)
class Likelihood:
    """A step of ICD 203: its words and its range in per cent. Said of forecasts only."""

    key: str
    words: str
    low: int
    high: int


LIKELIHOODS: tuple[Likelihood, ...] = (
    Likelihood("almost_none", _("almost no chance"), 1, 5),
    Likelihood("very_unlikely", _("very unlikely"), 5, 20),
    Likelihood("unlikely", _("unlikely"), 20, 45),
    Likelihood("even", _("roughly even chance"), 45, 55),
    Likelihood("likely", _("likely"), 55, 80),
    Likelihood("very_likely", _("very likely"), 80, 95),
    Likelihood("almost_certain", _("almost certain"), 95, 99),
)
LIKELIHOOD_NAMES = [(each.key, each.words) for each in LIKELIHOODS]
SIGNING_ROLES = [("author", _("author")), ("reader", _("second reader"))]
# The nine standards of ICD 203 that a second reader checks the text against, in short.
STANDARDS: dict[str, str] = {
    "sources": _("It says how good its sources, data and methods are"),
    "uncertainty": _("It expresses and explains how uncertain its judgments are"),
    "assumptions": _("It tells what is known from what is assumed or judged"),
    "alternatives": _("It weighs other explanations"),
    "relevance": _("It serves its readers’ question and says what follows"),
    "argument": _("Its argument is clear and logical"),
    "change": _("It says what is new or the same against earlier judgments"),
    "accuracy": _("Its judgments are as accurate as can be known now"),
    "visuals": _("Its drawings say what words would not"),
}
DRAFT_STATES = [("queued", _("waiting")), ("done", _("done")), ("failed", _("failed"))]
REPORT_STATES = [
    ("queued", _("waiting")),
    ("running", _("being built")),
    ("done", _("done")),
    ("failed", _("failed")),
    ("cancelled", _("cancelled")),
]
REPORT_LEVELS = [("internal", _("internal")), ("sponsor", _("sponsor")), ("public", _("public"))]
REPORT_FORMATS = [
    ("pdf", "PDF"),
    ("docx", "Word"),
    ("html", "HTML"),
    ("md", "Markdown"),
    ("package", _("Data package")),
]
# Which releases of the report's files a role may fetch: what holds moderators' reasons stays with those who gave them.
REPORT_READERS: dict[Role, tuple[str, ...]] = {
    "manager": ("internal", "sponsor", "public"),
    "lead": ("internal", "sponsor", "public"),
    "moderator": ("internal", "sponsor", "public"),
    "sponsor": ("sponsor", "public"),
    "analyst": ("public",),
    "observer": ("public",),
    "auditor": ("public",),
}

# Offered at joining; groups under five are never broken out.
REGIONS: tuple[str, ...] = (
    _("North America"),
    _("Latin America"),
    _("Europe"),
    _("Middle East and North Africa"),
    _("Sub-Saharan Africa"),
    _("Asia"),
    _("Oceania"),
)
EXPERTISE: tuple[str, ...] = (
    _("Security"),
    _("Economics"),
    _("Regional studies"),
    _("Law"),
    _("Public health"),
    _("Governance"),
)

TITLE_LIMIT = 90
SUMMARY_LIMIT = 400
ASPECT_LIMIT = 6_000
GROUP_LIMIT = 200  # cards that one gesture moves or places
NOTE_FROM = 0.25  # of the board's half width: a card that lies farther from the crowd's point wants a note
FREEZE_LIMIT = 200  # characters of the reason for which the board is frozen
NARRATIVE_LIMIT = 9  # that stand at a time; one that was ended keeps its number
NUMERAL_LIMIT = 39  # as far as the numerals go
TAKEAWAY_LIMIT = 2_000
TAKEAWAYS = 20  # that stand at a time
CHALLENGE_LIMIT = 2_000
FINDING_LIMIT = 140  # characters of a judgment's or a figure's title: one line on a page, two on a phone
REPORT_TEXT_LIMIT = 6_000
ACTOR_LIMIT = 80
CONDITION_LIMIT = 300
WHY_LIMIT = 1_000
REPORT_TEXTS_LIMIT = 12  # judgments, and actors, that stand at a time
DRAFTS_KEPT = 72  # hourly drafts of the report; older ones give way
NICKNAME_LIMIT = 60
COMMENT_LIMIT = 4_000
REASON_LIMIT = 500
RATING_FLOOR = 15  # sheets that every option should have; below it nothing is said about camps either
PORTION = 8  # options that a person is asked to judge at a sitting
CRITERIA_LIMIT = 6
STEPS = 5  # of a criterion, each with a label
THRESHOLDS = {"rating_floor": (1, 200), "portion": (1, 50)}  # the least and the most that a protocol may ask for
DEVIATION_LIMIT = 1_000
SAMPLE_LIMIT = 20
NOTE_LIMIT = 1_000
GRACE_LIMIT = 168  # hours: a week
GRACE_HOURS = 24  # an author's time with a returned option, unless the moderator says otherwise
MINUTES_A_SHEET = 2.5
PROMISED = dt.timedelta(minutes=30)  # as long an option in somebody's open portion counts as if it were judged


@dataclass(frozen=True)
class TemplateField:
    """One typed field of an option's template; limits count characters (code points)."""

    key: str
    label: str
    hint: str
    limit: int = ASPECT_LIMIT


DEFAULT_TEMPLATE: tuple[TemplateField, ...] = (
    TemplateField("outcome", _("Intended outcome"), _("What is different, where and by when, if it works?")),
    TemplateField("actors", _("Who acts"), _("Who decides, who pays, who carries it out, whose consent is needed?")),
    TemplateField("implementation", _("How it is done"), _("The first steps, the instruments, the order.")),
    TemplateField("conditions", _("When it works"), _("Under which circumstances is it most likely to succeed?")),
    TemplateField("failure", _("If it fails"), _("What does failure bring, and who bears it?")),
)


@dataclass(frozen=True)
class CriterionData:
    """A question for raters with five labelled steps; *good* is the end that speaks for the option."""

    key: str
    name: str
    question: str
    steps: tuple[str, str, str, str, str]
    good: Literal["high", "low"]


DEFAULT_CRITERIA: tuple[CriterionData, ...] = (
    CriterionData(
        "desirability",
        _("Desirability"),
        _("If it could be done, would it be right to do it?"),
        (_("harmful"), _("undesirable"), _("neutral"), _("desirable"), _("very desirable")),
        "high",
    ),
    CriterionData(
        "feasibility",
        _("Feasibility"),
        _("Could those who must act really do it?"),
        (_("impossible"), _("unlikely"), _("uncertain"), _("likely"), _("certain")),
        "high",
    ),
    CriterionData(
        "impact",
        _("Impact"),
        _("If it is done, how much changes?"),
        (_("none"), _("small"), _("moderate"), _("large"), _("decisive")),
        "high",
    ),
    CriterionData(
        "risk",
        _("Risk"),
        _("How bad is it if it goes wrong?"),
        (_("negligible"), _("minor"), _("serious"), _("severe"), _("catastrophic")),
        "low",
    ),
)


def objection_frozen(phase: str | None) -> bool:
    """Whether the strongest objection stays as it is in a kind of phase: while rating, a change would sway raters."""
    return phase == "rate"


def comment_kinds(phase: str | None) -> list[tuple[str, str]]:
    """The kinds of comment that are open in a kind of phase, with their names."""
    return [(key, name) for key, name in COMMENT_KINDS if phase != "rate" or key in CONTENT_KINDS]


def reading_order(kind: str, turn: int | None, number: int) -> tuple[int, int, int]:
    """Sorts the options of a narrative: core, supporting, dissent; in each by turn, then what has none by number."""
    kinds = [key for key, _name in MEMBERSHIP_KINDS]
    return kinds.index(kind), turn or 2**31, number


def slot(kind: str, number: int, subject: str) -> str:
    """The name of one text of the report: "limits", "judgment.3", "figure.board"."""
    return ".".join(part for part in (kind, str(number or ""), subject) if part)


_POSITIVE = r"[1-9][0-9]{0,3}"
# The name of a text, without groups, so that it can stand in the grammar of drafts.
SLOT = (
    rf"bottom_line|background|diagnosis|limits|(?:judgment|actor)\.(?:new|{_POSITIVE})|figure\.[a-z][a-z0-9_-]{{0,39}}"
)


@dataclass(frozen=True)
class Slot:
    """Where a text stands; *number* 0 in a kind that has several is a new one."""

    kind: str
    number: int = 0
    subject: str = ""

    def __str__(self) -> str:
        if self.kind in NUMBERED_TEXTS and not self.number:
            return f"{self.kind}.new"
        return slot(self.kind, self.number, self.subject)


def slot_of(text: str) -> Slot | None:
    """The slot that *text* names: limits, judgment.3, judgment.new, figure.board; else None."""
    if not re.fullmatch(SLOT, text):
        return None
    kind, _dot, rest = text.partition(".")
    return Slot(kind, 0, rest) if kind == "figure" else Slot(kind, int(rest) if rest.isdecimal() else 0)


def numeral(number: int) -> str:
    """Roman numeral of a narrative, 1 to 39; the decimal number beyond that."""
    if not 1 <= number <= NUMERAL_LIMIT:
        return str(number)
    tens, ones = divmod(number, 10)
    return "X" * tens + ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")[ones]


def schedule(
    preset: str, first_day: dt.date, zone: str, *, working_days: bool = True, prepare_from: dt.datetime | None = None
) -> list[tuple[PhaseKind, dt.datetime, dt.datetime]]:
    """Phases of *preset* from midnight of *first_day* in *zone*, as (kind, opens_at, closes_at) in UTC.

    With *working_days* a day is Monday to Friday, and a phase that spans a weekend stays open through it.
    "prepare" runs from *prepare_from* (four weeks before, if not given) to the first day, "closed" follows
    the last for ten years.
    """
    midnight = _midnights(zone)
    day = _next_day(first_day, working_days) if working_days else first_day
    start = midnight(day)
    phases: list[tuple[PhaseKind, dt.datetime, dt.datetime]] = [
        ("prepare", prepare_from or start - dt.timedelta(weeks=4), start)
    ]
    for kind, days in PRESETS[preset]:
        opens = midnight(day)
        for _day in range(days):
            day = _next_day(day + dt.timedelta(days=1), working_days)
        phases.append((kind, opens, midnight(day)))
    end = phases[-1][2]
    return [*phases, ("closed", end, end + dt.timedelta(days=3650))]


def _next_day(day: dt.date, working_days: bool) -> dt.date:
    while working_days and day.weekday() >= 5:
        day += dt.timedelta(days=1)
    return day


def _midnights(zone: str) -> Callable[[dt.date], dt.datetime]:
    where = ZoneInfo(zone)
    return lambda day: dt.datetime.combine(day, dt.time(), where).astimezone(dt.UTC)
