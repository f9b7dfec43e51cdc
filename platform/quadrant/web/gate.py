"""How many requests are worked on at once: as many as there are database connections for, the others wait their turn.

Django's own handler gives every request a thread at once. When hundreds ask in the same second, as at the reveal, they
would wait inside the connection pool, and those for whom its three seconds are over would be told of a failure.
Here they wait before they begin; who has gone away meanwhile is not served, and is not in anybody's way.
"""

from __future__ import annotations

import asyncio
import functools

from django.conf import settings
from django.core.handlers.asgi import ASGIHandler
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext

LONGEST = 30.0  # seconds; a browser waits longer, a person does not
HEALTH = ("/livez", "/readyz")


class PatientHandler(ASGIHandler):
    """Django's ASGI handler with a queue, first come first served, between a request's body and its view.

    A slow upload has not yet taken a place, and a slow download has left its place. Health is asked past the queue.
    """

    @functools.cached_property
    def _places(self) -> asyncio.Semaphore:
        return asyncio.Semaphore(settings.REQUESTS_AT_ONCE)

    async def run_get_response(self, request: HttpRequest) -> HttpResponseBase:
        """Answer *request* when its turn has come; 503 with a sentence after ``LONGEST`` seconds."""
        if request.path_info in HEALTH:
            return await super().run_get_response(request)
        try:
            async with asyncio.timeout(LONGEST):
                await self._places.acquire()
        except TimeoutError:
            return self._too_many()
        try:
            return await super().run_get_response(request)
        finally:
            self._places.release()

    def _too_many(self) -> HttpResponse:
        sentence = gettext("Too many people ask at once, so this was not done. Go back and try again in a minute.")
        answer = HttpResponse(sentence, status=503, content_type="text/plain; charset=utf-8")
        answer.headers["Retry-After"] = "60"
        answer._handler_class = self.__class__  # type: ignore[attr-defined]  # as Django's own method does
        return answer
