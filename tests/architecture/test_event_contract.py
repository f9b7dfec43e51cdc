"""Events are what they promise: closed, small, frozen, and the browser knows exactly the same ones."""

from __future__ import annotations

import dataclasses
import typing

import pytest
from django.core.management import CommandError, call_command

from exercises import events
from exercises.analysis import replica
from exercises.management.commands import write_event_types

SMALL = {int, float, bool, list[int], str}
# Words of a closed vocabulary; any other text would be free text.
WORDS = {
    ("phase.opened", "phase"),
    ("person.joined", "role"),
    ("person.removed", "role"),
    ("board.frozen", "phase"),
    ("membership.set", "kind"),
    ("option.revised", "change"),
    ("option.reviewed", "state"),
    ("option.restored", "state"),
    ("option.skipped", "reason"),
    ("comment.posted", "kind"),
    ("report_text.written", "text"),
    ("report_text.ended", "text"),
    ("report_text.restored", "text"),
    ("report_texts.ordered", "kind"),
    ("report.signed", "role"),
    ("report.finished", "state"),
}


def test_the_browsers_types_are_up_to_date() -> None:
    call_command("write_event_types", check=True)


def test_a_check_of_other_types_fails(tmp_path, monkeypatch) -> None:
    stale = tmp_path / "events.ts"
    stale.write_text(write_event_types.generated() + "\n")
    monkeypatch.setattr(write_event_types, "target", lambda: stale)
    with pytest.raises(CommandError):
        call_command("write_event_types", check=True)


def test_every_kind_has_one_wire_name_and_a_known_audience() -> None:
    names = [kind.wire for kind in events.KINDS]
    assert sorted(set(names)) == sorted(names)
    assert [kind for kind in events.KINDS if kind.audience not in typing.get_args(events.Audience)] == []


@pytest.mark.parametrize("kind", events.KINDS, ids=lambda kind: kind.wire)
def test_a_kind_is_frozen_and_carries_small_facts_only(kind: type[events.Event]) -> None:
    hints = typing.get_type_hints(kind)
    fields = [field.name for field in dataclasses.fields(kind)]
    texts = {(kind.wire, name) for name in fields if hints[name] is str}
    assert kind.__dataclass_params__.frozen
    assert [name for name in fields if hints[name] not in SMALL] == []
    assert texts - WORDS == set()


def test_the_replica_knows_no_kind_that_is_not_there() -> None:
    assert set(replica._CHANGES) - {kind.wire for kind in events.KINDS} == set()
