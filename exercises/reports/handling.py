"""The page behind the cover: for whom this copy is, what it withholds, whose views it holds, how it can be checked."""

from __future__ import annotations

from django.utils.translation import gettext as _

from exercises import formats
from exercises.reports import words
from exercises.reports.document import Block, Field, Section, paragraph
from exercises.reports.edition import Edition


def page(edition: Edition, *, record: bool) -> Section:
    """*record*: whether this copy holds part B."""
    facts = edition.facts
    marking = _("“%(marking)s” stands on every page, figure and file, and goes with whatever is taken from them.")
    said: list[tuple[str, list[str]]] = [
        (_("Marking"), [marking % {"marking": facts.exercise.marking}]),
        (_("Distribution"), [_for_whom(edition), _readers(edition), *([] if record else [_without_record()])]),
        (_("Aliases"), [_aliases(edition)]),
        (_("Small groups"), [_("Groups under five are broken out nowhere, in no edition.")]),
        (_("Consent"), [_consent(edition)]),
        (_("Views of participants"), [_views()]),
        (_("To check a copy"), [_check(edition)]),
    ]
    blocks: tuple[Block, ...] = tuple(Field(label, tuple(map(paragraph, lines))) for label, lines in said)
    return Section(_("How to handle this copy"), "handling", blocks, outline=False, new_page=True)


def _for_whom(edition: Edition) -> str:
    said = {
        "internal": _(
            "The internal edition, for those who ran the exercise. It holds aliases, and what moderators wrote about"
            " people’s work: it is not to be passed on."
        ),
        "sponsor": _(
            "The sponsor’s edition. It holds aliases, and nothing of what moderators wrote about people’s work."
        ),
        "public": _(
            "The public edition, which may be passed on as a whole. It holds no alias, and nothing of what moderators"
            " wrote about people’s work."
        ),
    }
    return said[edition.level]


def _readers(edition: Edition) -> str:
    roles = [_(formats.ROLES[role]) for role, levels in formats.REPORT_READERS.items() if edition.level in levels]
    return _("Its files are given out to these roles alone, and the door is asked each time: %(roles)s.") % {
        "roles": ", ".join(role.lower() for role in roles)
    }


def _without_record() -> str:
    return _("It is part A. Part B, the record with every option in full and the trace, is a document of its own.")


def _aliases(edition: Edition) -> str:
    if edition.level == "public":
        return _("Nobody is named, by name or by alias: nobody has been asked yet for consent to it.")
    return _("People are named by their alias alone. No name, address or profile stands in this report.")


def _consent(edition: Edition) -> str:
    if edition.facts.exercise.synthetic:
        return _("The participants are synthetic: there was nobody to ask.")
    return _(
        "Nobody took part before accepting who sees what, for whom the exercise is, how what they write is used,"
        " published and kept, and whether it is paid."
    )


def _views() -> str:
    return _(
        "What this report says are the views of those who took part, not of those who asked or paid for it. Its"
        " numbers are raw: medians and middle halves of what people answered, never weighted."
    )


def _check(edition: Edition) -> str:
    facts = edition.facts
    return _(
        "It says what the exercise’s log held at event %(seq)s. The same event gives the same facts, and these the hash"
        " on the cover: an edition with another hash says something else."
    ) % {"seq": words.whole(facts.snapshot.seq)}
