"""What the browser keeps of a form that is being filled, and when it may forget it.

The page after a write says that the server has the text (<submit-once data-acknowledged>); it is told through
the session, because an address or a message would tell it again to whoever comes back to it later.
"""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest

_NAME = "acknowledged_draft"


def acknowledge(request: HttpRequest, draft: str, said: str) -> None:
    """Let the next page tell the person *said*, and the browser that the draft named *draft* has arrived."""
    messages.success(request, said)
    request.session[_NAME] = draft


def acknowledged(request: HttpRequest) -> str:
    """The name of the draft that arrived with the last form; once."""
    return str(request.session.pop(_NAME, ""))
