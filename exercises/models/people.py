"""Who takes part: participations and the invitations that lead to them."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from exercises import formats
from exercises.models.exercise import Exercise


class Participation(models.Model):
    """A person in an exercise: role, alias, consent. Everything a person does hangs on it, not on the user.

    Region and expertise are copied here at joining, so that a later change of the profile unmasks no alias.
    """

    exercise = models.ForeignKey(Exercise, on_delete=models.CASCADE, related_name="participations")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="participations")
    role = models.CharField(max_length=10, choices=formats.ROLE_NAMES)
    alias = models.CharField(_("alias"), max_length=40)
    region = models.CharField(_("region"), max_length=60, blank=True)
    expertise = models.CharField(_("expertise"), max_length=60, blank=True)
    consent_at = models.DateTimeField()
    joined_at = models.DateTimeField()
    last_seen_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["alias"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["exercise", "user"], name="person_once_in_an_exercise"),
            models.UniqueConstraint("exercise", Lower("alias"), name="alias_once_in_an_exercise"),
        ]

    def __str__(self) -> str:
        return self.alias


class Invitation(models.Model):
    """A link that lets one person in once; the table knows the token's hash, never the token."""

    exercise = models.ForeignKey(Exercise, on_delete=models.CASCADE, related_name="invitations")
    token_hash = models.CharField(max_length=64, unique=True)
    role = models.CharField(max_length=10, choices=formats.ROLE_NAMES)
    email = models.EmailField(_("e-mail address"))
    created_by = models.ForeignKey(Participation, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    used_by = models.OneToOneField(Participation, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(used_by__isnull=True) | Q(used_at__isnull=False), name="invitation_used_has_a_time"
            ),
        ]


class Visit(models.Model):
    """When a person last looked at a list: what came after *before_at* is new to them.

    *last_at* moves with every look; *before_at* takes its old value when a new sitting begins, so that "new
    since your last visit" does not vanish at the first reload.
    """

    participation = models.ForeignKey(Participation, on_delete=models.CASCADE, related_name="visits")
    place = models.CharField(max_length=20)
    last_at = models.DateTimeField()
    before_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["participation", "place"], name="visit_once_a_place")]
