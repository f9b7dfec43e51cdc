"""What every request passes through."""

from __future__ import annotations

import zoneinfo
from collections.abc import Callable
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseForbidden
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils import timezone
from django.utils.translation import gettext as _

from quadrant.zones import zone_names

Answer = Callable[[HttpRequest], HttpResponse]
READS = frozenset({"GET", "HEAD", "OPTIONS"})
TEXTS = ("text/html", "application/json", "image/svg+xml")


class SameOriginMiddleware:
    """Refuse a write that does not say it comes from this site.

    Django's token already stops forged forms; the Origin header stops them before the session is even read,
    and stops a page elsewhere that got hold of a token. A browser sends Origin or Referer with every POST.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method in READS or self._same_origin(request):
            return self.get_response(request)
        return HttpResponseForbidden(
            _("This request does not come from this site, so nothing was done."),
            content_type="text/plain; charset=utf-8",
        )

    @staticmethod
    def _same_origin(request: HttpRequest) -> bool:
        came_from = request.headers.get("Origin") or request.headers.get("Referer", "")
        there = urlsplit(came_from)
        return (there.scheme, there.netloc) == (request.scheme, request.get_host())


class CompressedTextMiddleware(GZipMiddleware):
    """Send pages and data compressed; files, which gain nothing by it, keep their length for a progress bar.

    What a form's secret is cannot be told from the length: Django masks the token anew each time and pads what it
    compresses by up to a hundred random bytes (BREACH, and "Heal the Breach", IEEE Access 2022).
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if response.streaming or not response.headers.get("Content-Type", "").startswith(TEXTS):
            return response
        return super().process_response(request, response)


class ReadersZoneMiddleware:
    """Show times in the zone of the signed-in reader."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        zone = getattr(request.user, "zone", "") if request.user.is_authenticated else ""
        with timezone.override(zoneinfo.ZoneInfo(zone) if zone in zone_names() else None):
            return self.get_response(request)
