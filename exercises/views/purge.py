"""Removing the texts of an option for ever: one of the staff asks, a second looks and does it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from exercises import access, formats
from exercises.actions.purge import ask_for_purge, drop_purge, purge_option, waits
from exercises.errors import ActionRefused
from exercises.forms.purge import AskForm, ConfirmForm
from exercises.models import Option
from exercises.queries import option_rules as rules
from exercises.views import refusals
from exercises.views.frame import frame


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Ask for it; or, for somebody else than who asked, look at what would go and remove it."""
    seat = access.participation_or_404(request.user, slug)
    option = access.option_or_404(seat, number)
    now = access.now_in(seat.exercise)
    sent = request.POST if request.method == "POST" else None
    waiting = waits(option) if seat.role in formats.STAFF else None
    second = waiting is not None and waiting.asked_by_id != seat.pk
    form = ConfirmForm(sent, label=option.label) if second or (sent and "label" in sent) else AskForm(sent)
    status = 200
    try:
        if not form.is_valid():
            rules.may_purge(seat, option, now)
        elif isinstance(form, ConfirmForm):
            purge_option(second=seat, option=option, now=now)
            return _done(request, option, _("The texts of %(option)s exist no more."))
        else:
            ask_for_purge(asker=seat, option=option, reason=form.cleaned_data["reason"], key=form.key_value, now=now)
            return _done(request, option, _("Asked for. A second of the staff has to look at %(option)s and do it."))
        if form.is_bound:
            status = refusals.invalid(request, form)
    except ActionRefused as refused:
        status = refusals.told(request, form, refused)
    context = {"option": option, "form": form, "waiting": waiting, "second": second, **frame(seat, "options", now)}
    return render(request, "option_purge.html", context, status=status)


@require_POST
def drop(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The texts stay."""
    seat = access.participation_or_404(request.user, slug)
    option = access.option_or_404(seat, number)
    drop_purge(person=seat, option=option, now=access.now_in(seat.exercise))
    return _done(request, option, _("The texts of %(option)s stay."))


def _done(request: HttpRequest, option: Option, said: str) -> HttpResponse:
    if refusals.wants_json(request):
        return JsonResponse({})
    messages.success(request, said % {"option": option.label})
    return redirect("option", slug=option.exercise.slug, number=option.number)
