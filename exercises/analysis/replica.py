"""The state that browsers keep, as a pure function of events; frontend/feed/replica.ts is its twin.

State before + events = state after: tests/events/*.json feeds both, and queries/replica.py reads the same
shape from the tables. Keys are strings because the wire is JSON.
"""

from __future__ import annotations

from typing import Any

State = dict[str, Any]


def empty() -> State:
    """The state of an exercise of which nothing is known."""
    return {
        "phase": None,
        "people": 0,
        "options": {},
        "cards": {},
        "released": {},
        "frozen": None,
        "narratives": {},
        "memberships": {},
        "wild_cards": {},
        "sheets": {},
        "report_texts": {},
        "signatures": {},
        "published": 0,
    }


def apply(state: State, kind: str | None, data: dict[str, Any] | None) -> State:
    """The state after one event; a kind that changes nothing here, or is hidden from this reader, leaves it."""
    change = _CHANGES.get(kind or "")
    return {**state, **change(state, data)} if change and data is not None else state


def _phase(state: State, data: dict[str, Any]) -> State:
    # The clock may log a phase late: what was frozen in it stays so, what was frozen before it is over.
    frozen = state["frozen"] if state["frozen"] == data["phase"] else None
    return {"phase": data["phase"], "frozen": frozen}


def _joined(state: State, data: dict[str, Any]) -> State:
    return {"people": state["people"] + 1}


def _removed(state: State, data: dict[str, Any]) -> State:
    return {"people": state["people"] - 1}


def _submitted(state: State, data: dict[str, Any]) -> State:
    option = {"state": "submitted", "version": data["version"]}
    return {"options": {**state["options"], str(data["option"]): option}}


def _accepted(state: State, data: dict[str, Any]) -> State:
    return _options_in(state, data["options"], "accepted")


def _acceptance_undone(state: State, data: dict[str, Any]) -> State:
    return _options_in(_options_in(state, data["submitted"], "submitted"), data["in_review"], "in_review")


def _reviewed(state: State, data: dict[str, Any]) -> State:
    return _option_with(state, data["option"], {"state": data["state"]})


def _revised(state: State, data: dict[str, Any]) -> State:
    return _option_with(state, data["option"], {"version": data["version"]})


def _resubmitted(state: State, data: dict[str, Any]) -> State:
    return _option_with(state, data["option"], {"state": "submitted", "version": data["version"]})


def _withdrawn(state: State, data: dict[str, Any]) -> State:
    return _option_with(state, data["option"], {"state": "withdrawn"})


def _purged(state: State, data: dict[str, Any]) -> State:
    return _option_with(state, data["option"], {"state": "purged"})


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
    number = str(data["option"])
    card = {"x": data["x"], "y": data["y"], "version": data["version"], "noted": data.get("noted", False)}
    released = {option: version for option, version in state["released"].items() if option != number}
    return {"cards": {**state["cards"], number: card}, "released": released}


def _released(state: State, data: dict[str, Any]) -> State:
    number = str(data["option"])
    cards = {option: card for option, card in state["cards"].items() if option != number}
    return {"cards": cards, "released": {**state["released"], number: data["version"]}}


def _noted(state: State, data: dict[str, Any]) -> State:
    known, number = state["cards"], str(data["option"])
    if number not in known or known[number]["version"] != data["version"]:
        return {}
    return {"cards": {**known, number: {**known[number], "noted": True}}}


def _frozen(state: State, data: dict[str, Any]) -> State:
    return {"frozen": data["phase"]}


def _thawed(state: State, data: dict[str, Any]) -> State:
    return {"frozen": None}


def _narrative(state: State, data: dict[str, Any]) -> State:
    created = {key: data[key] for key in ("x", "y", "version")}
    return {"narratives": {**state["narratives"], str(data["narrative"]): created}}


def _narrative_changed(state: State, data: dict[str, Any]) -> State:
    known, number = state["narratives"], str(data["narrative"])
    if number not in known:
        return {}
    changed = {key: value for key, value in data.items() if key != "narrative"}
    return {"narratives": {**known, number: {**known[number], **changed}}}


def _narrative_ended(state: State, data: dict[str, Any]) -> State:
    number = str(data["narrative"])
    return {
        "narratives": {key: narrative for key, narrative in state["narratives"].items() if key != number},
        "memberships": {k: kind for k, kind in state["memberships"].items() if k.split(":")[0] != number},
    }


def _membership(state: State, data: dict[str, Any]) -> State:
    place = f"{data['narrative']}:{data['option']}"
    return {"memberships": {**state["memberships"], place: data["kind"]}}


def _membership_ended(state: State, data: dict[str, Any]) -> State:
    place = f"{data['narrative']}:{data['option']}"
    return {"memberships": {key: kind for key, kind in state["memberships"].items() if key != place}}


def _wild_card(state: State, data: dict[str, Any]) -> State:
    return {"wild_cards": {**state["wild_cards"], str(data["option"]): True}}


def _wild_card_ended(state: State, data: dict[str, Any]) -> State:
    number = str(data["option"])
    return {"wild_cards": {key: wild for key, wild in state["wild_cards"].items() if key != number}}


def _report_text(state: State, data: dict[str, Any]) -> State:
    return {"report_texts": {**state["report_texts"], data["text"]: data["version"]}}


def _report_text_ended(state: State, data: dict[str, Any]) -> State:
    return {"report_texts": {slot: n for slot, n in state["report_texts"].items() if slot != data["text"]}}


def _signed(state: State, data: dict[str, Any]) -> State:
    return {"signatures": {**state["signatures"], str(data["signature"]): data["role"]}}


def _signature_ended(state: State, data: dict[str, Any]) -> State:
    number = str(data["signature"])
    return {"signatures": {key: role for key, role in state["signatures"].items() if key != number}}


def _published(state: State, data: dict[str, Any]) -> State:
    return {"published": data["publication"]}


_CHANGES = {
    "phase.opened": _phase,
    "person.joined": _joined,
    "person.removed": _removed,
    "option.submitted": _submitted,
    "options.accepted": _accepted,
    "acceptance.undone": _acceptance_undone,
    "option.revised": _revised,
    "option.reviewed": _reviewed,
    "option.resubmitted": _resubmitted,
    "option.withdrawn": _withdrawn,
    "options.withdrawn": _all_withdrawn,
    "option.purged": _purged,
    "option.restored": _reviewed,
    "sheet.judged": _judged,
    "card.moved": _moved,
    "card.released": _released,
    "card.noted": _noted,
    "board.frozen": _frozen,
    "board.released": _thawed,
    "narrative.created": _narrative,
    "narrative.revised": _narrative_changed,
    "narrative.anchored": _narrative_changed,
    "narrative.ended": _narrative_ended,
    "narrative.restored": _narrative,
    "membership.set": _membership,
    "membership.ended": _membership_ended,
    "wild_card.set": _wild_card,
    "wild_card.ended": _wild_card_ended,
    "report_text.written": _report_text,
    "report_text.restored": _report_text,
    "report_text.ended": _report_text_ended,
    "report.signed": _signed,
    "signature.ended": _signature_ended,
    "report.published": _published,
}
KINDS = frozenset(_CHANGES)  # that change anything here
