"""People: the list, invitations, joining by a link."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.views import redirect_to_login
from django.core.mail import send_mail
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from exercises import access
from exercises.actions.people import hash_token, invite_person, join_as_newcomer, join_exercise, remove_person
from exercises.errors import ActionRefused
from exercises.forms.people import InvitationForm, JoinForm, NewcomerForm
from exercises.models import Invitation, Participation
from exercises.queries import people as people_queries
from exercises.views import refusals
from exercises.views.frame import frame
from quadrant.accounts.models import User

BACKEND = settings.AUTHENTICATION_BACKENDS[0]
_LINK = "invitation_link"


@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest, slug: str) -> HttpResponse:
    seat = access.participation_or_404(request.user, slug)
    now = access.now_in(seat.exercise)
    form = InvitationForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        access.require(seat, "manage", now)
        if form.is_valid():
            invitation, token = invite_person(manager=seat, now=now, **form.cleaned_data)
            return _invited(request, invitation, token)
        status = refusals.invalid(request, form)
    may_invite = access.may(seat, "manage", now)
    context = {
        "form": form,
        "members": people_queries.members(seat.exercise),
        "invitations": people_queries.open_invitations(seat.exercise) if may_invite else [],
        "link": request.session.pop(_LINK, "") if may_invite else "",
        **frame(seat, "people", now),
    }
    return render(request, "people.html", context, status=status)


def _invited(request: HttpRequest, invitation: Invitation, token: str) -> HttpResponse:
    """Show the link once, and send it. The mail leaves after the write; a dead mail server does not undo it."""
    link = request.build_absolute_uri(reverse("join", args=[token]))
    request.session[_LINK] = link
    context = {"exercise": invitation.exercise, "link": link, "expires_at": invitation.expires_at}
    body = render_to_string("mail/invitation.txt", context)
    subject = _("Invitation: %(title)s") % {"title": invitation.exercise.title}
    try:
        send_mail(f"[{invitation.exercise.marking}] {subject}", body, None, [invitation.email])
        messages.success(request, _("The invitation was sent to %(email)s.") % {"email": invitation.email})
    except OSError:
        messages.warning(request, _("The mail could not be sent. Pass the link on yourself."))
    return redirect("people", slug=invitation.exercise.slug)


@require_POST
def remove(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    seat = access.participation_or_404(request.user, slug)
    now = access.now_in(seat.exercise)
    access.require(seat, "manage", now)
    person = access.member_or_404(seat, pk)
    remove_person(manager=seat, person=person, now=now)
    messages.success(request, _("%(alias)s no longer takes part.") % {"alias": person.alias})
    return redirect("people", slug=slug)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, token: str) -> HttpResponse:
    invitation = _invitation_or_404(token)
    if _must_sign_in(request, invitation):
        return redirect_to_login(request.path)
    form = _join_form(request, invitation)
    status = 200
    if request.method == "POST":
        try:
            if form.is_valid():
                return _joined(request, _join(request, invitation, form))
            status = refusals.invalid(request, form)
        except ActionRefused as refused:
            if refused.code == "gone":
                raise
            status = refusals.told(request, form, refused)
    context = {"form": form, "invitation": invitation, "exercise": invitation.exercise, "joining": True}
    return render(request, "join.html", context, status=status)


def _invitation_or_404(token: str) -> Invitation:
    """The invitation of a link. One that is spent is told so; an unknown one does not exist."""
    invitation = Invitation.objects.filter(token_hash=hash_token(token)).select_related("exercise").first()
    if invitation is None:
        raise Http404
    if invitation.used_at is not None:
        raise ActionRefused("gone", _("This invitation has been used. Ask the manager for a new one."))
    if invitation.expires_at <= access.now_in(invitation.exercise):
        raise ActionRefused("gone", _("This invitation has expired. Ask the manager for a new one."))
    return invitation


def _must_sign_in(request: HttpRequest, invitation: Invitation) -> bool:
    """Whoever has an account joins with it: the link alone must not open somebody's account."""
    return not request.user.is_authenticated and User.objects.filter(email=invitation.email).exists()


def _join_form(request: HttpRequest, invitation: Invitation) -> JoinForm:
    data = request.POST if request.method == "POST" else None
    initial = {"alias": f"Analyst {secrets.randbelow(9000) + 1000}"}
    if request.user.is_authenticated:
        return JoinForm(data, initial=initial)
    return NewcomerForm(data, email=invitation.email, initial=initial)


def _join(request: HttpRequest, invitation: Invitation, form: JoinForm) -> Participation:
    now = access.now_in(invitation.exercise)
    if isinstance(request.user, User):
        return join_exercise(user=request.user, invitation=invitation, values=form.cleaned_data, now=now)
    person = join_as_newcomer(invitation=invitation, values=form.cleaned_data, now=now)
    login(request, person.user, backend=BACKEND)
    return person


def _joined(request: HttpRequest, person: Participation) -> HttpResponse:
    messages.success(request, _("Welcome. In this exercise you are %(alias)s.") % {"alias": person.alias})
    return redirect("home", slug=person.exercise.slug)
