"""The one thing that a person should do next: a table of role × phase, and the numbers that go with it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.utils.translation import gettext, ngettext

from exercises.formats import PhaseKind, Role
from exercises.models import Option, Participation, Phase
from exercises.queries.challenges import count_unanswered
from exercises.queries.moderation import count_waiting
from exercises.queries.practice import next_sample
from exercises.queries.queue import queue_of


def _(text: str) -> str:
    """Mark *text* of the table for translation; step_of translates it."""
    return text


@dataclass(frozen=True)
class Step:
    """What to do, what it takes or why, and where its button leads: a view of the exercise with an optional query.

    *number* is the option's that the view shows, if it shows one.
    """

    heading: str
    words: str
    button: str
    view: str
    query: str = ""
    number: int | None = None


_BRIEF = Step(_("Read the brief"), _("About 10 minutes."), _("To the brief"), "home", "#brief")
_PRACTISE = Step(
    _("Practise on a sample"),
    _("5 minutes. It is in no result."),
    _("Begin"),
    "practice",
)
_READ = Step(
    _("Read the options"),
    _("As many as you like; each takes about three minutes."),
    _("To the options"),
    "options",
)
_INCOMING = Step(
    _("Read what comes in"),
    _("About three minutes an option."),
    _("Options not yet reviewed"),
    "options",
    "?state=submitted",
)
_COVERAGE = Step(
    _("See which options still lack sheets"),
    _("You see how many, never what they say."),
    _("To the coverage"),
    "judge",
)
_CROWD = Step(
    _("See where the crowd agrees, and where it is divided"),
    _("About 20 minutes."),
    _("See what the crowd says"),
    "reveal",
)
_CLUSTER = Step(
    _("Put the options into narratives"),
    _("About an hour, best in two sittings."),
    _("Open the board"),
    "board",
)
_NARRATIVES = Step(
    _("Read the draft narratives"),
    _("About 15 minutes. Do they hold what the options say?"),
    _("To the narratives"),
    "narratives",
)
_SHARPEN = Step(
    _("Sharpen the narratives"),
    _("What must be true, what speaks against it, who is left out?"),
    _("To the narratives"),
    "narratives",
)
_REPORT = Step(_("Read the report"), _("About half an hour."), _("To the report"), "report")
_BUILD = Step(
    _("Draft the report"),
    _("It is built in about a minute, as often as you like."),
    _("To the report"),
    "report",
)
_WRITE = Step(
    _("Write a policy option"),
    _("About 30 minutes."),
    _("Write an option"),
    "new_option",
)
_RIVAL = Step(
    _("Write the option that is missing"),
    _("About 30 minutes. Texts freeze at the end of this phase."),
    _("Write an option"),
    "new_option",
)
_JUDGE = Step(
    _("Judge the options"),
    _("About three minutes each; you can stop after any."),
    _("Begin"),
    "judge",
)
_INVITE = Step(
    _("Invite the analysts"),
    _("A link each; it lets one person in."),
    _("To the people"),
    "people",
)
_NOTHING = Step(
    _("Nothing is open now"),
    _("The schedule says what comes next."),
    _("To the schedule"),
    "settings",
)

_READERS: dict[PhaseKind, Step] = {
    "prepare": _BRIEF,
    "diverge": _READ,
    "compete": _READ,
    "rate": _READ,
    "reveal": _CROWD,
    "inject": _CROWD,
    "challenge": _NARRATIVES,
    "draft": _REPORT,
    "closed": _REPORT,
}
_MODERATORS: dict[PhaseKind, Step] = {
    **_READERS,
    "diverge": _INCOMING,
    "compete": _INCOMING,
    "rate": _COVERAGE,
    "reveal": _CLUSTER,
    "inject": _CLUSTER,
    "challenge": _SHARPEN,
    "draft": _BUILD,
}
_ANALYSTS: dict[PhaseKind, Step] = {**_READERS, "diverge": _WRITE, "compete": _RIVAL, "rate": _JUDGE}
_MANAGERS: dict[PhaseKind, Step] = {**_MODERATORS, "prepare": _INVITE, "reveal": _CROWD, "challenge": _NARRATIVES}
_STEPS: dict[Role, dict[PhaseKind, Step]] = {
    "manager": _MANAGERS,
    "lead": _MODERATORS,
    "moderator": _MODERATORS,
    "analyst": _ANALYSTS,
    "observer": _READERS,
    "sponsor": _READERS,
    "auditor": _READERS,
}


def step_of(role: str, phase: Phase | None) -> Step:
    """What a person of *role* does next in *phase*, without any numbers."""
    step = _raw(role, phase)
    return replace(step, heading=gettext(step.heading), words=gettext(step.words), button=gettext(step.button))


def next_step(seat: Participation, phase: Phase | None) -> Step:
    """The same for one person, who may have done part of it already. What came back to its author goes first."""
    step, raw = step_of(seat.role, phase), _raw(seat.role, phase)
    if seat.role == "analyst":
        back = Option.objects.filter(author=seat, state="returned").order_by("returned_until", "number").first()
        if back is not None:
            return _returned(back)
    if raw is _INCOMING:
        return _reviewing(seat, step)
    if raw is _JUDGE:
        return _judging(seat, step)
    if raw is _SHARPEN and seat.role == "lead":
        return _answering(seat, step)
    return _practising(seat, step) if raw is _BRIEF and seat.role == "analyst" else step


def _raw(role: str, phase: Phase | None) -> Step:
    return _STEPS[role][phase.kind] if phase else _NOTHING  # type: ignore[index]


def _practising(seat: Participation, step: Step) -> Step:
    """An analyst who prepares practises, as long as a sample is left; the brief stands on the same page anyway."""
    if next_sample(seat) is None:
        return step
    return replace(
        _PRACTISE,
        heading=gettext(_PRACTISE.heading),
        words=gettext(_PRACTISE.words),
        button=gettext(_PRACTISE.button),
    )


def _returned(option: Option) -> Step:
    heading = gettext("Your option %(option)s was returned") % {"option": option.label}
    words = gettext("Read why, change it, and submit it again.")
    return Step(heading, words, gettext("To the option"), "option", number=option.number)


def _reviewing(seat: Participation, step: Step) -> Step:
    """What waits for review, if anything does."""
    waiting = count_waiting(seat.exercise)
    if not waiting or seat.role == "manager":
        return step
    heading = ngettext("Review %(n)s option", "Review %(n)s options", waiting) % {"n": waiting}
    return Step(heading, step.words, gettext("To the queue"), "moderation")


def _answering(seat: Participation, step: Step) -> Step:
    """What analysts hold against the narratives goes before one's own sharpening of them."""
    waiting = count_unanswered(seat.exercise)
    if not waiting:
        return step
    heading = ngettext("Answer %(n)s challenge", "Answer %(n)s challenges", waiting) % {"n": waiting}
    return replace(step, heading=heading, words=gettext("Analysts said what does not fit, and wait for your word."))


def _judging(seat: Participation, step: Step) -> Step:
    queue = queue_of(seat)
    left = queue.coming
    if not left:
        done, none = gettext("You have judged every option"), gettext("There is nothing for you to judge")
        words = gettext("What the crowd says opens for everybody when rating closes.")
        reading = replace(_READ, button=gettext(_READ.button))
        return replace(reading, heading=done if queue.judged else none, words=words)
    heading = ngettext("Judge %(n)s option", "Judge %(n)s options", left) % {"n": left}
    words = gettext("About %(minutes)s minutes; you can stop after any.") % {"minutes": queue.minutes}
    return replace(step, heading=heading, words=words, button=gettext("Go on") if queue.judged else step.button)
