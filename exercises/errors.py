"""The one error of the domain that a person may see."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

Code = Literal[
    "not_open",  # the phase does not allow it now
    "not_your_role",  # your role never may
    "invalid",  # what was sent cannot be right
    "stale",  # it has changed since you saw it
    "key_reused",  # the same key with another body
    "gone",  # it is no longer there
    "conflict",  # it contradicts what is there
]

STATUS: dict[Code, int] = {
    "not_open": 409,
    "not_your_role": 403,
    "invalid": 422,
    "stale": 409,
    "key_reused": 422,
    "gone": 410,
    "conflict": 409,
}


class ActionRefused(Exception):
    """An action that was not done, and the sentence that says why.

    *fields* maps a field's name to the sentence that belongs beside it; *facts* is what the caller needs to
    go on, such as the present position of a card that somebody else has moved.
    """

    def __init__(
        self,
        code: Code,
        message: Any,
        *,
        fields: Mapping[str, Any] | None = None,
        facts: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(str(message))
        self.code = code
        self.message = message
        self.fields = dict(fields or {})
        self.facts = dict(facts or {})

    @property
    def status(self) -> int:
        return STATUS[self.code]
