from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from exercises import access
from exercises.actions import board as board_actions
from exercises.actions import narratives as narrative_actions
from exercises.actions import ratings as rating_actions
from exercises.actions import takeaways
from exercises.actions.report_texts import write_report_text
from exercises.formats import Slot
from exercises.models import Exercise, Option, Participation
from quadrant.accounts.models import User
from tests.exercises.conftest import Cast, make_exercise, make_user

Stand = Callable[[str], Any]
SHEET = {
    "ratings": {"desirability": 4, "feasibility": 3, "impact": 2, "risk": 5},
    "x": 0.5,
    "y": "both",
    "certainty": "",
}


def more_analysts(exercise: Exercise, n: int, **facts: str) -> list[Participation]:
    joined = exercise.created_at
    return [
        Participation.objects.create(
            exercise=exercise, user=make_user(f"more{i}-{uuid.uuid4().hex[:6]}"), role="analyst",
            alias=f"More {i} {uuid.uuid4().hex[:4]}", consent_at=joined, joined_at=joined, **facts,
        )
        for i in range(n)
    ]  # fmt: skip


def home(cast: Cast, name: str) -> Any:
    return cast.client(name).get("/x/alpha/")


# The start


def test_a_signed_out_visitor_signs_in_first(client: Client, db: None) -> None:
    answer = client.get("/")
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/login/?next=/")


def test_whoever_has_one_exercise_is_taken_there(cast: Cast) -> None:
    assert cast.client("ana").get("/")["Location"] == "/x/alpha/"


def test_whoever_may_create_sees_the_list(cast: Cast, stand_in: Stand) -> None:
    stand_in("diverge")
    answer = cast.client("manager").get("/")
    assert [seat["exercise"].slug for seat in answer.context["seats"]] == ["alpha"]
    assert '<a class="button" href="/x/new/">New exercise</a>' in answer.content.decode()


def test_without_an_exercise_it_says_what_to_do(cast: Cast) -> None:
    assert "An exercise begins with an invitation" in cast.client("stranger").get("/").content.decode()
    creator = make_user("creator", may_create_exercises=True)
    client = Client()
    client.force_login(creator)
    assert 'href="/x/new/"' in client.get("/").content.decode()


@pytest.mark.parametrize("n", [1, 3])
def test_the_start_takes_the_same_queries_for_any_number(n: int, db: None, django_assert_num_queries: Any) -> None:
    creator: User = make_user("creator", may_create_exercises=True)
    for i in range(n):
        make_exercise(f"number-{i}", creator)
    client = Client()
    client.force_login(creator)
    with django_assert_num_queries(4):  # session, user, seats with exercises, phases
        assert len(client.get("/").context["seats"]) == n


# The home


@pytest.mark.parametrize(
    ("kind", "name", "heading", "leads_to"),
    [
        ("prepare", "ana", "Read the brief", "/x/alpha/#brief"),
        ("prepare", "manager", "Invite the analysts", "/x/alpha/people/"),
        ("diverge", "ana", "Write a policy option", "/x/alpha/options/new/"),
        ("diverge", "mona", "Read what comes in", "/x/alpha/options/?state=submitted"),
        ("diverge", "olga", "Read the options", "/x/alpha/options/"),
        ("compete", "ana", "Write the option that is missing", "/x/alpha/options/new/"),
        ("rate", "ana", "There is nothing for you to judge", "/x/alpha/options/"),
        ("rate", "lead", "See which options still lack sheets", "/x/alpha/judge/"),
        ("reveal", "ana", "See where the crowd agrees, and where it is divided", "/x/alpha/reveal/"),
        ("reveal", "milo", "Put the options into narratives", "/x/alpha/board/"),
        ("challenge", "olga", "Read the draft narratives", "/x/alpha/narratives/"),
        ("challenge", "lead", "Sharpen the narratives", "/x/alpha/narratives/"),
        ("draft", "lead", "Draft the report", "/x/alpha/report/"),
        ("closed", "ana", "Read the report", "/x/alpha/report/"),
    ],
)
def test_everybody_has_one_next_step(
    *, kind: str, name: str, heading: str, leads_to: str, cast: Cast, stand_in: Stand
) -> None:
    stand_in(kind)
    context = home(cast, name).context
    assert (context["step"].heading, context["step_url"]) == (heading, leads_to)


def test_the_next_step_counts_what_is_left(cast: Cast, submit: Callable[..., Option], stand_in: Stand) -> None:
    options = [submit(cast.ana) for _ in range(2)]
    now = stand_in("rate")
    step = home(cast, "ben").context["step"]
    assert (step.heading, step.words) == ("Judge 2 options", "About 5 minutes; you can stop after any.")
    for option in options:
        option.refresh_from_db()
        rating_actions.judge_option(
            rater=cast.ben, option=option, seen_version=1, values=SHEET, key=uuid.uuid4(), now=now
        )
    assert home(cast, "ben").context["step"].heading == "You have judged every option"


def test_the_brief_is_rendered_and_harmless(cast: Cast, exercise: Exercise, stand_in: Stand) -> None:
    exercise.brief = "Read *this* [first](//evil.example) <script>alert(1)</script> ![p](https://evil.example/p.gif)"
    exercise.save()
    stand_in("prepare")
    page = home(cast, "olga").content.decode()
    brief = page[page.index('<div class="prose">') : page.index('<ol class="questions">')]
    assert "<em>this</em>" in brief
    assert re.findall(r"<(script|img|a)\b", brief) == []


def test_the_week_shows_phases_and_activity(cast: Cast, submit: Callable[..., Option], stand_in: Stand) -> None:
    for _ in range(3):
        submit(cast.ana)
    stand_in("compete")
    page = home(cast, "olga").content.decode()
    assert page.count('<svg class="only-wide"') == page.count('<svg class="only-narrow"') == 1
    wide = page[page.index('<svg class="only-wide"') : page.index('<svg class="only-narrow"')]
    assert re.findall(r'<text class="phase" data-state="(\w+)"[^>]*>(\w+)<', wide) == [
        ("done", "Propose"), ("now", "Deepen"), ("next", "Rate"), ("next", "Reveal"), ("next", "Challenge"),
        ("next", "Draft"),
    ]  # fmt: skip
    # Three options at one moment, then three late openings at another: two full bars.
    assert re.findall(r'<rect class="fill-ink-3" x="([\d.]+)" y="40.0" width="[\d.]+" height="110.0" />', wide) == [
        "157.7",
        "394.3",
    ]
    assert "Now, Wed 12:00" in wide
    assert "data-hue" not in wide


def test_before_the_first_day_nothing_is_drawn_but_the_plan(cast: Cast, stand_in: Stand) -> None:
    stand_in("prepare")
    page = home(cast, "ana").content.decode()
    assert ('class="now"' in page, page.count('data-state="next"')) == (False, 2 * 6 * 2)


def test_the_latest_tells_no_more_than_its_reader_may_know(
    cast: Cast, submit: Callable[..., Option], stand_in: Stand
) -> None:
    option = submit(cast.ana, "Pay the police")
    now = stand_in("rate")
    option.refresh_from_db()
    rating_actions.judge_option(rater=cast.ben, option=option, seen_version=1, values=SHEET, key=uuid.uuid4(), now=now)
    now = stand_in("reveal")
    board_actions.move_card(moderator=cast.mona, option=option, x=0, y=0, seen_version=0, key=uuid.uuid4(), now=now)
    narrative = narrative_actions.create_narrative(
        author=cast.lead, values={"nickname": "Mend"}, x=0, y=0, key=uuid.uuid4(), now=now
    )

    def kinds(name: str) -> list[tuple[str, str]]:
        return [(h.kind, h.who) for h in home(cast, name).context["latest"]]

    told = [
        ("card.moved", "Alias Mona"),
        ("phase.opened", ""),
        ("phase.opened", ""),
        ("options.accepted", ""),
        ("phase.opened", ""),
        ("phase.opened", ""),
    ]
    assert kinds("ana") == told
    assert kinds("olga") == told
    assert kinds("mona") == [("narrative.created", "Alias Lead"), *told[:5]]
    assert "Mend" not in home(cast, "ana").content.decode()
    stand_in("challenge")
    assert ("narrative.created", "Alias Lead") in kinds("ana")
    assert narrative == 1


def test_the_latest_tells_who_writes_takeaways_and_in_the_report(cast: Cast, stand_in: Stand) -> None:
    now = stand_in("reveal")
    texts = {"title": "Pay", "text": "Pay them.", "confidence": "low", "disagreement": "None."}
    for _ in range(2):
        takeaways.create_takeaway(author=cast.lead, values=texts, evidence=[], key=uuid.uuid4(), now=now)
    for seen in (0, 1):
        write_report_text(
            author=cast.lead,
            slot=Slot("limits"),
            values={"text": f"Nobody {seen}."},
            seen_version=seen,
            key=uuid.uuid4(),
            now=now,
        )
    page = " ".join(home(cast, "mona").content.decode().split())
    assert '<b>Alias Lead</b> wrote in the <a href="/x/alpha/report/">report</a>' in page
    assert '<b>Alias Lead</b> wrote 2 <a href="/x/alpha/takeaways/">takeaways</a>' in page
    assert page.count("wrote") == 2
    assert "wrote" not in home(cast, "ana").content.decode()  # the analysts see them from the challenge on
    stand_in("challenge")
    assert "takeaways" in home(cast, "ana").content.decode()


def test_nobody_learns_when_an_alias_joined(cast: Cast, stand_in: Stand) -> None:
    stand_in("prepare")
    for name in ("ana", "manager"):
        joined = [h for h in home(cast, name).context["latest"] if h.kind == "person.joined"]
        assert [h.who for h in joined] == [""]


def test_a_dot_a_person_and_no_group_under_five(
    cast: Cast, exercise: Exercise, submit: Callable[..., Option], stand_in: Stand
) -> None:
    more_analysts(exercise, 5, expertise="Economics")
    more_analysts(exercise, 3, expertise="Health")
    submit(cast.ana)
    stand_in("diverge")
    people = home(cast, "olga").context["people"]
    assert (people.people, people.today, people.earlier, people.not_yet) == (11, 1, 0, 10)
    assert people.expertise == [("Economics", 5), ("other", 6)]  # three of law, three of health
    stand_in("compete")
    people = home(cast, "olga").context["people"]
    assert (people.today, people.earlier, len(people.dots)) == (0, 1, 11)


def test_of_fewer_than_five_only_the_number_is_told(cast: Cast, submit: Callable[..., Option], stand_in: Stand) -> None:
    submit(cast.ana)
    stand_in("diverge")
    answer = home(cast, "olga")
    assert "3 analysts so far." in answer.content.decode()
    assert 'class="dots"' not in answer.content.decode()


def test_only_the_manager_may_open_the_next_phase_and_sees_what_it_brings(cast: Cast, stand_in: Stand) -> None:
    stand_in("compete")
    page = home(cast, "manager").content.decode()
    assert "“Deepen” ends at once and “Rate” begins." in page
    assert "Analysts judge, and nobody sees what the others say." in page
    for name in ("lead", "mona", "ana", "olga"):
        assert "Open the next phase now" not in home(cast, name).content.decode()
    stand_in("closed")
    assert "Open the next phase now" not in home(cast, "manager").content.decode()


def test_the_manager_opens_the_next_phase_once(cast: Cast, exercise: Exercise, stand_in: Stand) -> None:
    stand_in("compete")
    client, seen = cast.client("manager"), {"seen_phase": exercise.phases.get(kind="compete").pk}
    assert client.post("/x/alpha/next-phase/", seen)["Location"] == "/x/alpha/"
    again = client.post("/x/alpha/next-phase/", seen)
    assert again.status_code == 409
    assert "Another phase has opened meanwhile." in again.content.decode()
    phase = access.phase_at(Exercise.objects.get(pk=exercise.pk), access.now_in(exercise) + dt.timedelta(seconds=1))
    assert phase is not None
    assert phase.kind == "rate"


@pytest.mark.parametrize("n", [1, 3])
def test_the_home_takes_the_same_queries_for_any_number(
    *,
    n: int,
    cast: Cast,
    exercise: Exercise,
    submit: Callable[..., Option],
    stand_in: Stand,
    django_assert_num_queries: Any,
) -> None:
    more_analysts(exercise, 5 + n)
    for _ in range(n):
        submit(cast.ana)
    stand_in("diverge")
    client = cast.client("olga")
    with django_assert_num_queries(
        10
    ):  # session, user, seat, phases, axes, latest, its options, people, their last, bars
        assert client.get("/x/alpha/").status_code == 200
