"""Writes of what is not sent yet. The log knows nothing of them."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from exercises.errors import ActionRefused
from exercises.models import Draft, Option, Participation
from exercises.queries import drafts as draft_queries

OVERTAKEN_KEPT = 3  # texts of other tabs that are offered back, the latest first


@dataclass(frozen=True)
class Saved:
    """The receipt of a save: what stands on the server since when."""

    saved_at: dt.datetime
    seq: int


def save_draft(
    *,
    writer: Participation,
    place: str,
    seq: int,
    tab: str,
    body: Mapping[str, str],
    now: dt.datetime,
    base: int | None = None,
    after: int = 0,
) -> Saved:
    """Keep what *writer* has typed at *place* (queries.drafts.place_of), in any phase; a repeat changes nothing.

    *seq* rises with every save of a tab; *after* is the number of the draft that this text goes on from, *base*
    the option's version that the writer started from. Of two tabs the higher number stands, and what the other
    had typed goes to *overtaken*, unless the winner had read it. Raises ActionRefused: "stale" with what stands
    as facts, when another tab's number is as high or higher (what was sent is kept as overtaken all the same);
    "gone" when the option is no more, or when this very form was submitted meanwhile.
    """
    _refuse_homeless(writer, place)
    if draft_queries.was_submitted(writer, dict(body)):
        raise ActionRefused("gone", _("This was submitted meanwhile, so it is no draft any more."))
    stands = _upsert(writer=writer, place=place, seq=seq, tab=tab, base=base, body=body, after=after, now=now)
    if stands.tab != tab:
        message = _("Another tab or device has saved a newer text here. Yours is kept beside it.")
        raise ActionRefused("stale", message, facts=facts_of(stands))
    return Saved(stands.saved_at, stands.seq)


def let_go(participation: Participation, place: str) -> None:
    """Delete the draft at *place*, if there is one: call it in the transaction that submits, or to discard it."""
    Draft.objects.filter(participation=participation, place=place).delete()


def start_anew(*, writer: Participation, place: str, now: dt.datetime) -> None:
    """Put what stands at *place* aside, among the overtaken texts: it is offered back until it is let go."""
    with transaction.atomic():
        draft = _locked(writer, place)
        if draft_queries.says_something(draft.body):
            draft.overtaken = [_text_of(draft), *(draft.overtaken or [])][:OVERTAKEN_KEPT]
        draft.body, draft.base, draft.tab = {}, None, "anew"
        draft.seq, draft.saved_at = draft.seq + 1, now
        draft.save()


def take_back(*, writer: Participation, place: str, tab: str, now: dt.datetime) -> None:
    """Put what the tab *tab* had typed in the place of what stands; that is overtaken in its turn, and nothing lost.

    Raises ActionRefused("gone") when there is no such text any more, as after a second click.
    """
    with transaction.atomic():
        draft = _locked(writer, place)
        taken = _overtaken_by(draft, tab)
        beside = [_text_of(draft)] if draft_queries.says_something(draft.body) else []
        draft.overtaken = [*beside, *(text for text in draft.overtaken or [] if text != taken)]
        draft.tab, draft.base, draft.body = taken["tab"], taken["base"], taken["body"]
        draft.seq, draft.saved_at = draft.seq + 1, now
        draft.save()


def drop_overtaken(*, writer: Participation, place: str, tab: str) -> None:
    """Let go what the tab *tab* had typed, and the draft with it if it holds nothing else."""
    with transaction.atomic():
        draft = _locked(writer, place)
        dropped = _overtaken_by(draft, tab)
        draft.overtaken = [text for text in draft.overtaken or [] if text != dropped]
        if draft.overtaken or draft_queries.says_something(draft.body):
            draft.save(update_fields=["overtaken"])
        else:
            draft.delete()


def facts_of(draft: Draft) -> dict[str, Any]:
    """What a writer must know of the draft that stands."""
    return {"seq": draft.seq, "saved_at": draft.saved_at.isoformat(), "base": draft.base, "body": draft.body}


def _locked(writer: Participation, place: str) -> Draft:
    draft = Draft.objects.select_for_update().filter(participation=writer, place=place).first()
    if draft is None:
        raise ActionRefused("gone", _("This draft is no longer there: it was submitted or let go."))
    return draft


def _overtaken_by(draft: Draft, tab: str) -> dict[str, Any]:
    for text in draft.overtaken or []:
        if text["tab"] == tab:
            return dict(text)
    raise ActionRefused("gone", _("That text is no longer kept beside your draft."))


def _text_of(draft: Draft) -> dict[str, Any]:
    return {"tab": draft.tab, "base": draft.base, "body": draft.body, "saved_at": draft.saved_at.isoformat()}


def _refuse_homeless(writer: Participation, place: str) -> None:
    where = draft_queries.place_of(place)
    if where is None:
        raise ActionRefused("invalid", _("There is no such form."))
    if not draft_queries.may_have(writer, where):
        raise ActionRefused("not_your_role", _("In your role you write nothing here, so you have no drafts."))
    if (
        where.option is not None
        and not Option.objects.filter(exercise=writer.exercise_id, number=where.option).exclude(state="purged").exists()
    ):  # what was purged must not come back from a page that is still open
        raise ActionRefused("gone", _("This option is no longer there. Copy what you typed before you leave the page."))


# One statement, so that two tabs at once are put in order by the row itself and a save costs one round trip. The text
# that gives way is put before the others that were overtaken; of the two tabs no older text is kept there.
_UPSERT = """
INSERT INTO exercises_draft AS d (participation_id, place, seq, tab, base, body, overtaken, saved_at)
VALUES (%(writer)s, %(place)s, %(seq)s, %(tab)s, %(base)s, %(body)s::jsonb, NULL, %(now)s)
ON CONFLICT (participation_id, place) DO UPDATE SET
    overtaken = CASE
        WHEN d.tab = EXCLUDED.tab OR d.body = EXCLUDED.body OR (EXCLUDED.seq > d.seq AND d.seq <= %(after)s)
        THEN d.overtaken
        ELSE (SELECT jsonb_agg(text ORDER BY nth) FROM (
            SELECT text, nth FROM jsonb_array_elements(
                jsonb_build_array(CASE WHEN EXCLUDED.seq > d.seq
                    THEN jsonb_build_object('tab', d.tab, 'base', d.base, 'body', d.body, 'saved_at', d.saved_at)
                    ELSE jsonb_build_object('tab', EXCLUDED.tab, 'base', EXCLUDED.base,
                                            'body', EXCLUDED.body, 'saved_at', EXCLUDED.saved_at) END)
                || coalesce(d.overtaken, '[]')) WITH ORDINALITY AS kept(text, nth)
            WHERE nth = 1 OR text->>'tab' NOT IN (d.tab, EXCLUDED.tab)
            ORDER BY nth LIMIT %(others)s) AS latest) END,
    tab = CASE WHEN EXCLUDED.seq > d.seq THEN EXCLUDED.tab ELSE d.tab END,
    base = CASE WHEN EXCLUDED.seq > d.seq THEN EXCLUDED.base ELSE d.base END,
    body = CASE WHEN EXCLUDED.seq > d.seq THEN EXCLUDED.body ELSE d.body END,
    saved_at = CASE WHEN EXCLUDED.seq > d.seq THEN EXCLUDED.saved_at ELSE d.saved_at END,
    seq = greatest(d.seq, EXCLUDED.seq)
RETURNING d.id, d.participation_id, d.place, d.seq, d.tab, d.base, d.body, d.overtaken, d.saved_at
"""


def _upsert(*, writer: Participation, body: Mapping[str, str], **values: Any) -> Draft:
    parameters = {**values, "writer": writer.pk, "body": json.dumps(dict(body)), "others": OVERTAKEN_KEPT}
    return Draft.objects.raw(_UPSERT, parameters)[0]
