"""What varies between exercises, as data: roles, capabilities, phase kinds, presets, templates, criteria.

No Django here. Names are marked for translation with _() and translated where they are shown.
"""

from __future__ import annotations

import datetime as dt
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
    *("amend", "moderate"),
}
_MANAGE: frozenset[Capability] = frozenset({"manage"})
_MANAGE_SEEING: frozenset[Capability] = _MANAGE | _SEE_ALL | {"build_report", "read_report"}

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
        "moderator": _TRIAGE | {"practise", "comment"},
        "lead": _TRIAGE | {"practise", "comment"},
        "manager": _MANAGE,
    },
    "compete": {
        "analyst": frozenset({"practise", "submit", "edit", "comment"}),
        "moderator": _TRIAGE | {"practise", "comment"},
        "lead": _TRIAGE | {"practise", "comment"},
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
        "lead": _SYNTHESIS,
        "manager": _MANAGE_SEEING,
        "auditor": _SEE_ALL,
    },
    "inject": {
        "analyst": _SEE | {"comment", "assess_resilience"},
        "observer": _SEE,
        "moderator": _SYNTHESIS | {"assess_resilience"},
        "lead": _SYNTHESIS | {"assess_resilience"},
        "manager": _MANAGE_SEEING,
        "auditor": _SEE_ALL,
    },
    "challenge": {
        "analyst": _SEE_ALL | {"comment", "challenge"},
        "observer": _SEE_ALL,
        "moderator": _SYNTHESIS,
        "lead": _SYNTHESIS,
        "manager": _MANAGE_SEEING,
        "auditor": _SEE_ALL,
    },
    "draft": {
        "analyst": _SEE_ALL | {"read_report"},
        "observer": _SEE_ALL | {"read_report"},
        "moderator": _SYNTHESIS - {"cluster", "amend"},
        "lead": (_SYNTHESIS - {"cluster", "amend"}) | {"publish"},
        "manager": _MANAGE_SEEING | {"publish"},
        "auditor": _SEE_ALL,
    },
    "closed": {
        "analyst": _SEE_ALL | {"read_report"},
        "observer": _SEE_ALL | {"read_report"},
        "moderator": _SEE_ALL | {"build_report", "read_report"},
        "lead": _SEE_ALL | {"build_report", "read_report"},
        "manager": _MANAGE_SEEING,
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
]
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
REPORT_STATES = [
    ("queued", _("waiting")),
    ("running", _("being built")),
    ("done", _("done")),
    ("failed", _("failed")),
    ("cancelled", _("cancelled")),
]
REPORT_LEVELS = [("internal", _("internal")), ("sponsor", _("sponsor")), ("public", _("public"))]
REPORT_FORMATS = [("pdf", "PDF")]

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
NARRATIVE_LIMIT = 9
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


def comment_kinds(phase: str | None) -> list[tuple[str, str]]:
    """The kinds of comment that are open in a kind of phase, with their names."""
    return [(key, name) for key, name in COMMENT_KINDS if phase != "rate" or key in CONTENT_KINDS]


def numeral(number: int) -> str:
    """Roman numeral of a narrative, 1 to 39; the decimal number beyond that."""
    if not 1 <= number <= 39:
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
