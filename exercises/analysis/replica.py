"""The state that browsers keep, as a pure function of events; frontend/feed/replica.ts is its twin.

State before + events = state after: tests/events/*.json feeds both, and queries/replica.py reads the same
shape from the tables. Keys are strings because the wire is JSON.
"""

from __future__ import annotations

from typing import Any

State = dict[str, Any]


def empty() -> State:
    """The state of an exercise of which nothing is known."""
    return {"phase": None, "people": 0, "options": {}, "cards": {}, "narratives": {}, "memberships": {}, "sheets": {}}


def apply(state: State, kind: str | None, data: dict[str, Any] | None) -> State:
    """The state after one event; a kind that changes nothing here, or is hidden from this reader, leaves it."""
    change = _CHANGES.get(kind or "")
    return {**state, **change(state, data)} if change and data is not None else state


def _phase(state: State, data: dict[str, Any]) -> State:
    return {"phase": data["phase"]}


def _joined(state: State, data: dict[str, Any]) -> State:
    return {"people": state["people"] + 1}


def _removed(state: State, data: dict[str, Any]) -> State:
    return {"people": state["people"] - 1}


def _submitted(state: State, data: dict[str, Any]) -> State:
    option = {"state": "submitted", "version": data["version"]}
    return {"options": {**state["options"], str(data["option"]): option}}


def _accepted(state: State, data: dict[str, Any]) -> State:
    return _options_in(state, data["options"], "accepted")


def _reviewed(state: State, data: dict[str, Any]) -> State:
    return _option_with(state, data["option"], {"state": data["state"]})


def _revised(state: State, data: dict[str, Any]) -> State:
    return _option_with(state, data["option"], {"version": data["version"]})


def _resubmitted(state: State, data: dict[str, Any]) -> State:
    return _option_with(state, data["option"], {"state": "submitted", "version": data["version"]})


def _withdrawn(state: State, data: dict[str, Any]) -> State:
    return _option_with(state, data["option"], {"state": "withdrawn"})


def _all_withdrawn(state: State, data: dict[str, Any]) -> State:
    return _options_in(state, data["options"], "withdrawn")


def _options_in(before: State, numbers: list[int], state: str) -> State:
    known = before["options"]
    changed = {str(n): {**known[str(n)], "state": state} for n in numbers if str(n) in known}
    return {"options": {**known, **changed}}


def _option_with(before: State, number: int, changed: dict[str, Any]) -> State:
    known = before["options"]
    if str(number) not in known:
        return {}
    return {"options": {**known, str(number): {**known[str(number)], **changed}}}


def _judged(state: State, data: dict[str, Any]) -> State:
    number = str(data["option"])
    return {"sheets": {**state["sheets"], number: state["sheets"].get(number, 0) + int(data["first"])}}


def _moved(state: State, data: dict[str, Any]) -> State:
    card = {"x": data["x"], "y": data["y"], "version": data["version"]}
    return {"cards": {**state["cards"], str(data["option"]): card}}


def _narrative(state: State, data: dict[str, Any]) -> State:
    created = {key: data[key] for key in ("x", "y", "version")}
    return {"narratives": {**state["narratives"], str(data["narrative"]): created}}


def _narrative_changed(state: State, data: dict[str, Any]) -> State:
    known, number = state["narratives"], str(data["narrative"])
    if number not in known:
        return {}
    changed = {key: value for key, value in data.items() if key != "narrative"}
    return {"narratives": {**known, number: {**known[number], **changed}}}


def _membership(state: State, data: dict[str, Any]) -> State:
    place = f"{data['narrative']}:{data['option']}"
    return {"memberships": {**state["memberships"], place: data["kind"]}}


def _membership_ended(state: State, data: dict[str, Any]) -> State:
    place = f"{data['narrative']}:{data['option']}"
    return {"memberships": {key: kind for key, kind in state["memberships"].items() if key != place}}


_CHANGES = {
    "phase.opened": _phase,
    "person.joined": _joined,
    "person.removed": _removed,
    "option.submitted": _submitted,
    "options.accepted": _accepted,
    "option.revised": _revised,
    "option.reviewed": _reviewed,
    "option.resubmitted": _resubmitted,
    "option.withdrawn": _withdrawn,
    "options.withdrawn": _all_withdrawn,
    "option.restored": _reviewed,
    "sheet.judged": _judged,
    "card.moved": _moved,
    "narrative.created": _narrative,
    "narrative.revised": _narrative_changed,
    "narrative.anchored": _narrative_changed,
    "membership.set": _membership,
    "membership.ended": _membership_ended,
}
