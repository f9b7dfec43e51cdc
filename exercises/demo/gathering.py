"""Before the first day: accounts, invitations, joining, and practice on two samples."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Any

from exercises.actions import people, practice
from exercises.demo import content, crowd, hours
from exercises.demo.week import DOMAIN, Week, key
from exercises.models import Invitation, Participation, Sample
from quadrant.accounts.models import User


def plan(week: Week) -> None:
    """Everybody joins by invitation in the nine days before the start, two of them only on the second day."""
    crew = [(p["email"], p["role"], p) for p in content.people()["staff"] if p["role"] != "manager"]
    crew += [(f"analyst{p['number']}", "analyst", p) for p in content.people()["analysts"]]
    late = {f"analyst{n}": at for n, at in content.read("habits")["late"].items()}
    start = week.phase("prepare").closes_at - dt.timedelta(days=9)
    for order, (name, role, person) in enumerate(crew):
        by_day = hours.next_within(*hours.DAY, person["zone"], start + dt.timedelta(hours=2.7 * order))
        moment = content.moment(late[name]) if name in late else by_day
        week.at(moment, partial(_joins, week, name, role, person))
    for number, sample in enumerate(content.read("practice")["samples"], 1):
        week.at(content.moment(sample["at"]), partial(_writes_sample, week, number, sample))


def account(name: str, person: dict[str, Any], password: str, **fields: Any) -> User:
    """An account of the demo; *password* is the stored form, the same for all of them."""
    user = User(email=f"{name}@{DOMAIN}", name=person["name"], zone=person["zone"], password=password, **fields)
    user.save()
    return user


def _joins(week: Week, name: str, role: str, person: dict[str, Any], now: dt.datetime) -> None:
    email = f"{name}@{DOMAIN}"
    invited = now - dt.timedelta(hours=1)
    invitation, _token = people.invite_person(manager=week.manager, email=email, role=role, now=invited)
    assert isinstance(invitation, Invitation)
    values = {**{k: person.get(k, "") for k in ("alias", "region", "expertise")}, "consent": True}
    user = account(name, person, week.password)
    week.seats[name] = people.join_exercise(user=user, invitation=invitation, values=values, now=now)
    week.seats[name].exercise = week.exercise  # one object, its phases fetched once
    if role == "analyst":
        _plans_practice(week, person["number"], now)


def _plans_practice(week: Week, analyst: int, joined: dt.datetime) -> None:
    """Some of those who join in time look at the samples, after they are written and before the week begins."""
    ready, closes = content.moment("-5 00:00"), week.phase("prepare").closes_at
    random = hours.draw("practice", analyst)
    # Fewer than six in ten: the silent ones, and those who come on the last evening, leave it.
    if hours.habit("silent", analyst) or random.random() > 0.52:
        return
    moment = hours.next_awake(analyst, max(joined, ready) + dt.timedelta(hours=random.uniform(0.3, 30)))
    for number, sample in enumerate(content.read("practice")["samples"], 1):
        moment += hours.pace(analyst, "sample", number)
        if moment < closes:
            week.at(moment, partial(_practises, week, analyst, number, sample))


def _writes_sample(week: Week, number: int, sample: dict[str, Any], now: dt.datetime) -> None:
    author = week.seats[sample["by"]]
    named = key("sample", number)
    practice.write_sample(author=author, title=sample["title"], text=sample["text"].strip(), key=named, now=now)


def _practises(week: Week, analyst: int, number: int, sample: dict[str, Any], now: dt.datetime) -> None:
    person: Participation = week.analyst(analyst)
    practice.practise(
        person=person,
        sample=Sample.objects.get(exercise=week.exercise, number=number),
        values=crowd.sheet(analyst, sample, f"sample {number}"),
        key=key("practice", analyst, number),
        now=now,
    )
