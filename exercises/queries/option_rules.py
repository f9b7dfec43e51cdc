"""What a person may do with one option now: role × phase × the option's own state, each rule in one place.

Every rule returns nothing or raises ActionRefused with the sentence for its person. The actions ask them under
the option's lock; the pages ask them through open_to, so that a button and its refusal never disagree.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.utils.translation import gettext as _

from exercises import access, formats
from exercises.errors import ActionRefused
from exercises.models import Exercise, Option, Participation

Rule = Callable[[Participation, Option, dt.datetime], None]


def freezes_at(exercise: Exercise) -> dt.datetime | None:
    """When the texts freeze: the end of the last phase in which authors edit; None when there is none."""
    ends = [p.closes_at for p in exercise.phases.all() if "edit" in formats.OPEN[p.kind].get("analyst", ())]  # type: ignore[index]
    return max(ends, default=None)


def frozen(exercise: Exercise, now: dt.datetime) -> bool:
    freeze = freezes_at(exercise)
    return freeze is None or freeze <= now


def grace_ends(option: Option) -> dt.datetime | None:
    """Until when a returned option may be sent again: its grace, and in any case until the texts freeze."""
    moments = [m for m in (option.returned_until, freezes_at(option.exercise)) if m is not None]
    return max(moments, default=None)


def in_grace(option: Option, now: dt.datetime) -> bool:
    end = grace_ends(option)
    return option.state == "returned" and end is not None and now < end


def may_edit(person: Participation, option: Option, now: dt.datetime) -> None:
    """Its author until the freeze, and a returned one in its grace; afterwards those who may amend."""
    _refuse_fallen(option)
    if option.number == 0:
        _may_edit_present_policy(person, now)
    elif _writes(person, option):
        _author_may_edit(person, option, now)
    elif person.role not in formats.STAFF:
        raise ActionRefused("not_your_role", _("Only its author changes this text, and after the freeze moderators."))
    elif not frozen(option.exercise, now):
        message = _("Until the texts freeze only its author changes it. Return it with a note instead.")
        raise ActionRefused("not_open", message)
    elif option.state == "returned":
        raise ActionRefused("conflict", _("It was returned and lies with its author now."))
    else:
        access.require(person, "amend", now)


def may_change(person: Participation, option: Option, change: str, now: dt.datetime) -> None:
    """Refuse a material change of a frozen text, unless the manager has reopened the option for it."""
    if change not in {"typo", "clarification", "material"}:
        message = _("Say what kind of change it is.")
        raise ActionRefused("invalid", message, fields={"change": message})
    reopened = option.reopened_until is not None and now < option.reopened_until
    if change == "material" and frozen(option.exercise, now) and not reopened and not in_grace(option, now):
        message = _("This text is frozen. A material change needs the manager, who can reopen this one option for it.")
        raise ActionRefused("conflict", message, fields={"change": message})


def may_resubmit(person: Participation, option: Option, now: dt.datetime) -> None:
    _only_its_author(person, option)
    _refuse_fallen(option)
    if option.state != "returned":
        raise ActionRefused("conflict", _("Only a returned option can be submitted again."))
    _author_may_edit(person, option, now)


def may_withdraw(person: Participation, option: Option, now: dt.datetime) -> None:
    """Its author until the freeze, and a returned one in its grace."""
    _only_its_author(person, option)
    _refuse_fallen(option)
    if frozen(option.exercise, now) and not in_grace(option, now):
        raise ActionRefused("not_open", _("The texts are frozen, so an option can no longer be withdrawn."))
    if not in_grace(option, now):
        access.require(person, "edit", now)


def may_restore(person: Participation, option: Option, now: dt.datetime) -> None:
    """Its author until the freeze, those who may amend afterwards."""
    if option.state != "withdrawn":
        raise ActionRefused("conflict", _("Only a withdrawn option can be restored."))
    if not frozen(option.exercise, now):
        _only_its_author(person, option)
        access.require(person, "edit", now)
    elif _writes(person, option):
        raise ActionRefused("not_open", _("The texts are frozen. A moderator can still restore it; ask one."))
    else:
        access.require(person, "amend", now)


def may_appeal(person: Participation, option: Option, now: dt.datetime) -> None:
    """Its author, once a decision, while there is still somebody who could answer."""
    _only_its_author(person, option)
    if option.appealed_at is not None:
        raise ActionRefused("conflict", _("Your appeal waits for its answer already."))
    if option.state not in {"returned", "rejected"}:
        raise ActionRefused("conflict", _("Only a returned or rejected option can be appealed for."))
    answering = [p for p in option.exercise.phases.all() if "moderate" in formats.OPEN[p.kind].get("moderator", ())]  # type: ignore[index]
    if all(phase.closes_at <= now for phase in answering):
        raise ActionRefused("not_open", _("The exercise is over, and nobody can answer an appeal any more."))


def may_review(person: Participation, option: Option, now: dt.datetime) -> None:
    """Take up and decide: what waits, and what was appealed for. After rating what came late is still decided."""
    if not access.may(person, "moderate", now):
        access.require(person, "triage", now)
    if option.number == 0:
        raise ActionRefused("conflict", _("The present policy is not reviewed."))
    if _writes(person, option):
        raise ActionRefused("conflict", _("This is your own option; somebody else decides on it."))
    if option.state == "merged":
        raise ActionRefused("gone", _("This option was merged into another."))
    if option.state == "purged":
        raise ActionRefused("gone", _("The texts of this option were removed for ever."))
    if option.state not in formats.WAITING_STATES and option.appealed_at is None:
        state = option.get_state_display()
        raise ActionRefused(
            "conflict", _("This option is %(state)s, so there is nothing to decide.") % {"state": state}
        )


def may_reopen(person: Participation, option: Option, now: dt.datetime) -> None:
    access.require(person, "manage", now)
    if not frozen(option.exercise, now):
        raise ActionRefused("conflict", _("The texts are not frozen yet; its author can change it."))
    if option.state not in formats.STANDING_STATES:
        raise ActionRefused("gone", _("This option no longer stands."))


def may_purge(person: Participation, option: Option, now: dt.datetime) -> None:
    """Any of the staff in any phase: what must not exist cannot wait for one. That they are two, the action sees to."""
    if person.role not in formats.STAFF or person.removed_at is not None:
        raise ActionRefused("not_your_role", _("Only the staff remove what must not exist."))
    if option.number == 0:
        raise ActionRefused("conflict", _("The present policy is judged by everybody and cannot be taken away."))
    if option.state == "purged":
        raise ActionRefused("gone", _("The texts of this option were removed already."))


RULES: dict[str, Rule] = {
    "edit": may_edit,
    "resubmit": may_resubmit,
    "withdraw": may_withdraw,
    "restore": may_restore,
    "appeal": may_appeal,
    "review": may_review,
    "reopen": may_reopen,
    "purge": may_purge,
}


def open_to(person: Participation, option: Option, now: dt.datetime) -> frozenset[str]:
    """The names of the rules that let this person through."""
    return frozenset(name for name, rule in RULES.items() if _passes(rule, person, option, now))


def _passes(rule: Rule, person: Participation, option: Option, now: dt.datetime) -> bool:
    try:
        rule(person, option, now)
    except ActionRefused:
        return False
    return True


def _writes(person: Participation, option: Option) -> bool:
    return option.author_id == person.pk


def _only_its_author(person: Participation, option: Option) -> None:
    if not _writes(person, option) or person.removed_at is not None:
        raise ActionRefused("not_your_role", _("Only its author can do this."))


def _refuse_fallen(option: Option) -> None:
    """A text that no longer stands is not changed; each way of falling has its own way back."""
    if option.state == "merged":
        raise ActionRefused("gone", _("This option was merged into another. Its text stays as it was."))
    if option.state == "purged":
        raise ActionRefused("gone", _("The texts of this option were removed for ever."))
    if option.state == "withdrawn":
        raise ActionRefused("conflict", _("This option is withdrawn. It has to be restored first."))
    if option.state == "rejected":
        raise ActionRefused("conflict", _("This option was rejected, and its text stays as it was."))


def _author_may_edit(person: Participation, option: Option, now: dt.datetime) -> None:
    if in_grace(option, now) and person.removed_at is None:
        return
    if option.state == "returned":
        raise ActionRefused("not_open", _("Its time to be submitted again is over."))
    if frozen(option.exercise, now):
        raise ActionRefused("not_open", _("The texts froze when rating opened. Moderators can still mend a mistake."))
    access.require(person, "edit", now)


def _may_edit_present_policy(person: Participation, now: dt.datetime) -> None:
    """The manager's and the moderators': freely until the freeze, then as moderators amend any text."""
    if person.role not in formats.STAFF:
        raise ActionRefused("not_your_role", _("The present policy is written by the manager and the moderators."))
    if not frozen(person.exercise, now):
        if not access.may(person, "manage", now):
            access.require(person, "moderate", now)
        return
    phase = access.phase_at(person.exercise, now)
    if person.role != "manager" or phase is None or "amend" not in formats.OPEN[phase.kind].get("moderator", ()):  # type: ignore[index]
        access.require(person, "amend", now)
