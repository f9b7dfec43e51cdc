"""The discussion on its pages."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest

from exercises import formats
from exercises.actions.comments import choose_objection, hide_comment, post_comment, withdraw_comment
from exercises.actions.drafts import save_draft
from exercises.models import Comment, Draft, Option, OptionVersion, Participation
from exercises.queries import comments as comment_queries
from tests.exercises.conftest import Cast

Stand = Callable[[str], Any]
Say = Callable[..., Comment]
PAGE = "/x/alpha/options/1/"


@pytest.fixture
def option(cast: Cast, submit: Callable[..., Option]) -> Option:
    return submit(cast.ana)


@pytest.fixture
def say(option: Option, middle: Callable[[str], Any]) -> Say:
    def said(author: Participation, kind: str, text: str, thread: Comment | None = None) -> Comment:
        what: dict[str, Any] = {"seen_version": 1, "key": uuid.uuid4(), "now": middle("diverge")}
        number = post_comment(author=author, option=option, kind=kind, text=text, thread=thread, **what)
        return Comment.objects.select_related("option").get(exercise=author.exercise, number=number)

    return said


def read(cast: Cast, name: str, address: str = PAGE) -> str:
    return cast.client(name).get(address).content.decode()


def words(html: str) -> str:
    """What is read of *html*, and nothing of its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def discussion(html: str) -> str:
    return html[html.index('id="discussion"') : html.index("</section>", html.index('id="discussion"'))]


def sent(cast: Cast, name: str, address: str = f"{PAGE}comments/", **fields: Any) -> Any:
    values = {"seen_version": 1, "kind": "question", "text": "Who pays?", **fields}
    return cast.client(name).post(address, {key: value for key, value in values.items() if value is not None})


# Reading


@pytest.mark.parametrize("n", [1, 3])
@pytest.mark.parametrize(("where", "queries"), [("", 14), ("comments/", 9)])
def test_a_page_takes_the_same_queries_for_any_number_of_comments(
    *, n: int, where: str, queries: int, cast: Cast, say: Say, stand_in: Stand, django_assert_num_queries: Any
) -> None:
    for _ in range(n):
        say(cast.cleo, "evidence", "So it is.", thread=say(cast.ben, "challenge", "Is it?"))
    choose_objection(
        moderator=cast.mona, option=Option.objects.get(), comment=Comment.objects.all()[0], now=stand_in("diverge")
    )
    client = cast.client("ben")
    # session, user, seat, phases, option; for the discussion: its outline, objection, comments, one's draft
    with django_assert_num_queries(queries):
        assert len(client.get(PAGE + where).context["discussion"].threads) == n


def test_threads_are_read_with_their_answers_and_who_said_what(cast: Cast, say: Say, stand_in: Stand) -> None:
    head = say(cast.ben, "challenge", "Who *pays*?")
    say(cast.cleo, "question", "When?")
    say(cast.ana, "evidence", "The fees do.", thread=head)
    stand_in("compete")
    html = discussion(read(cast, "olga"))
    assert re.findall(r'id="(c\d+)"', html) == ["c1", "c3", "c2"]
    assert "<p>Who <em>pays</em>?</p>" in html
    text = words(html)
    assert "Alias Ben Challenge" in text
    assert "Alias Ana Evidence" in text
    assert "3 comments" in text


def test_a_kind_shows_the_threads_that_hold_it(cast: Cast, say: Say, stand_in: Stand) -> None:
    head = say(cast.ben, "challenge", "Who pays?")
    say(cast.cleo, "question", "When?")
    say(cast.ana, "evidence", "The fees do.", thread=head)
    stand_in("compete")
    for kind, shown in {"evidence": ["c1", "c3"], "question": ["c2"], "praise": ["c1", "c3", "c2"]}.items():
        assert re.findall(r'id="(c\d+)"', read(cast, "olga", f"{PAGE}?kind={kind}")) == shown


def test_a_comment_says_which_version_it_is_on(cast: Cast, say: Say, stand_in: Stand, option: Option) -> None:
    say(cast.ben, "question", "Who pays?")
    now = stand_in("compete")
    assert option.current is not None
    option.current = OptionVersion.objects.create(
        option=option, number=3, template=option.current.template, title="T", summary="S", aspects={}, created_at=now
    )
    option.save()
    assert "on version 1; the text is now version 3" in words(read(cast, "olga"))


def test_while_rating_nothing_is_counted(cast: Cast, say: Say, stand_in: Stand) -> None:
    for _ in range(7):
        say(cast.ben, "question", "Who pays?", thread=None)
    say(cast.cleo, "support", "Yes.")
    stand_in("compete")
    assert "8 comments" in words(read(cast, "ana"))
    stand_in("rate")
    for name in ("ana", "mona", "manager", "olga"):
        html = discussion(read(cast, name))
        assert 'class="number"' not in html
        assert "comments" not in words(html.replace("{n} new comments", "").replace("New comments", ""))
        assert "data-sealed" in html


def test_while_rating_only_questions_and_evidence_are_offered_and_it_says_why(
    cast: Cast, option: Option, stand_in: Stand
) -> None:
    stand_in("rate")
    html = discussion(read(cast, "ben"))
    assert re.findall(r'name="kind" value="(\w+)"', html) == ["question", "evidence"]
    assert "support and challenge are closed" in words(html)


SECRET = "the name of a source"


@pytest.mark.parametrize("state", ["hidden", "withdrawn"])
def test_words_out_of_sight_are_sent_to_nobody_else(state: str, cast: Cast, say: Say, stand_in: Stand) -> None:
    comment = say(cast.ben, "challenge", SECRET)
    say(cast.cleo, "question", "Really?", thread=comment)
    now = stand_in("diverge")
    if state == "hidden":
        hide_comment(moderator=cast.mona, comment=comment, reason="sensitive", note="No names.", now=now)
    else:
        withdraw_comment(author=cast.ben, comment=comment, now=now)
    reads = {"hidden": {"ben", "mona", "lead"}, "withdrawn": set()}[state]
    addresses = [PAGE, f"{PAGE}comments/", f"{PAGE}comments/1/", f"{PAGE}comments/1/?write=words", "/x/alpha/"]
    for name in ("ana", "ben", "cleo", "mona", "lead", "olga", "manager"):
        for address in addresses[:3]:
            assert (name, address, SECRET in read(cast, name, address)) == (name, address, name in reads)
            assert (name, "No names." in read(cast, name, address)) == (name, name in reads)
        for address in addresses[3:]:
            assert name in reads or SECRET not in read(cast, name, address)
    said = {"hidden": "Hidden by a moderator.", "withdrawn": "Withdrawn by its author."}[state]
    assert said in words(read(cast, "olga"))


def test_its_author_is_told_why_a_comment_is_hidden(cast: Cast, say: Say, stand_in: Stand) -> None:
    comment = say(cast.ben, "challenge", SECRET)
    now = stand_in("diverge")
    hide_comment(moderator=cast.mona, comment=comment, reason="sensitive", note="No names.", now=now)
    told = "A moderator has hidden your comment. Only you and the moderators see it. Reason: It names what must not be"
    assert told in words(read(cast, "ben"))


def test_a_withdrawn_comment_without_answers_is_gone(cast: Cast, say: Say, stand_in: Stand) -> None:
    withdraw_comment(author=cast.ben, comment=say(cast.ben, "challenge", "Bad."), now=stand_in("diverge"))
    assert re.findall(r'id="(c\d+)"', read(cast, "ben")) == []


def test_the_strongest_objection_stands_before_the_threads(
    cast: Cast, say: Say, stand_in: Stand, option: Option
) -> None:
    say(cast.cleo, "question", "When?")
    comment = say(cast.ben, "challenge", "It cannot be paid.")
    now = stand_in("diverge")
    answer = cast.client("mona").post(f"{PAGE}objection/", {"comment": comment.number})
    assert (answer.status_code, answer["Location"]) == (302, f"{PAGE}#discussion")
    text = words(discussion(read(cast, "olga")))
    said = "The strongest objection It cannot be paid. Alias Ben , put here by the moderator Alias Mona"
    assert text.index(said) < text.index("When?")
    withdraw_comment(author=cast.ben, comment=comment, now=now)
    assert "The strongest objection" not in words(read(cast, "olga"))


def test_while_rating_the_page_offers_nobody_to_change_the_strongest_objection(
    cast: Cast, say: Say, stand_in: Stand, option: Option
) -> None:
    comment, other = say(cast.ben, "challenge", "It cannot be paid."), say(cast.cleo, "challenge", "It is late.")
    offers = ("Take it out", "Make it the strongest objection", "Withdraw")

    def offered(name: str) -> list[int]:
        text = words(discussion(read(cast, name)))
        return [text.count(offer) for offer in offers]

    now = stand_in("compete")
    choose_objection(moderator=cast.mona, option=option, comment=comment, now=now)
    assert [offered("mona"), offered("ben"), offered("cleo")] == [[1, 1, 0], [0, 0, 1], [0, 0, 1]]
    stand_in("rate")
    assert [offered("mona"), offered("ben"), offered("cleo")] == [[0, 0, 0], [0, 0, 0], [0, 0, 1]]
    assert "It stays as it is until the reveal." in words(read(cast, "mona"))
    mona = cast.client("mona")
    for chosen in (0, other.number):
        page = mona.post(f"{PAGE}objection/", {"comment": chosen})
        assert (page.status_code, "to change it would sway the raters." in words(page.content.decode())) == (409, True)
    asked = mona.post(f"{PAGE}objection/", {"comment": 0}, headers={"accept": "application/json"})
    assert (asked.status_code, asked.json()["code"]) == (409, "not_open")
    hidden = mona.post(f"{PAGE}comments/1/hide/", {"reason": "conduct", "note": "Rude."})
    assert (hidden.status_code, list(hidden.context["hide_form"].errors)) == (409, ["reason"])
    assert "Rude.</textarea>" in hidden.content.decode()
    stand_in("reveal")
    assert offered("mona") == [1, 1, 0]


# In parts


def numbers(html: str) -> list[int]:
    return [int(number) for number in re.findall(r'id="c(\d+)"', html)]


@pytest.fixture
def many(cast: Cast, say: Say, monkeypatch: pytest.MonkeyPatch) -> None:
    """Seven threads, the first and the third answered late; three are read at once."""
    monkeypatch.setattr(comment_queries, "THREADS", 3)
    heads = [say(cast.ben, "question" if n % 2 else "challenge", f"Thread {n}") for n in range(1, 8)]
    for head in (heads[0], heads[2]):
        say(cast.cleo, "evidence", f"On {head.number}", thread=head)


def test_threads_come_in_parts_the_newest_activity_first(cast: Cast, many: None, stand_in: Stand) -> None:
    stand_in("compete")
    client, seen = cast.client("olga"), []
    address = f"{PAGE}comments/"
    for links in (["Show 3 more threads of 4"], ["Show 1 more thread"], []):
        html = client.get(address).content.decode()
        seen.append(numbers(html))
        assert re.findall(r"Show \d more \w+(?: of \d)?", words(html)) == links
        address = PAGE + "comments/" + "".join(re.findall(r'hx-get="[^"?]*([^"]*)"', html)).replace("&amp;", "&")
    assert seen == [[3, 9, 1, 8, 7], [6, 5, 4], [2]]


def test_a_script_gets_the_next_threads_alone(cast: Cast, many: None, stand_in: Stand) -> None:
    stand_in("compete")
    html = cast.client("olga").get(f"{PAGE}comments/?before=7", headers={"HX-Request": "true"}).content.decode()
    assert (numbers(html), "<html" in html, "<h2" in html) == ([6, 5, 4], False, False)


def test_a_thread_that_is_answered_meanwhile_comes_only_once(cast: Cast, many: None, say: Say, stand_in: Stand) -> None:
    say(cast.ana, "evidence", "Late", thread=Comment.objects.get(number=5))
    stand_in("compete")
    html = read(cast, "olga", f"{PAGE}comments/?before=7")
    assert numbers(html) == [6, 4, 2]


@pytest.mark.parametrize(("comment", "first"), [(2, [2]), (8, [1, 8]), (9, [3, 9]), (99, [3, 9])])
def test_a_link_to_a_comment_always_shows_it(
    comment: int, first: list[int], cast: Cast, many: None, stand_in: Stand
) -> None:
    stand_in("compete")
    html = read(cast, "olga", f"{PAGE}?comment={comment}")
    found = numbers(html)
    assert found[: len(first)] == first
    more = re.findall(r'hx-get="([^"]*before[^"]*)"', html)[0].replace("&amp;", "&")
    rest = numbers(read(cast, "olga", more))
    assert sorted([*found, *rest]) == sorted({*found, *rest})


def test_a_kind_is_read_in_parts_as_well(cast: Cast, many: None, stand_in: Stand) -> None:
    stand_in("compete")
    html = read(cast, "olga", f"{PAGE}?kind=question")
    assert numbers(html) == [3, 9, 1, 8, 7]
    more = re.findall(r'hx-get="([^"]*before[^"]*)"', html)[0].replace("&amp;", "&")
    assert (more, numbers(read(cast, "olga", more))) == (f"{PAGE}comments/?kind=question&before=7", [5])


def test_while_rating_nobody_is_told_how_many_threads_are_left(cast: Cast, many: None, stand_in: Stand) -> None:
    stand_in("rate")
    text = words(discussion(read(cast, "olga")))
    assert ("Show more" in text, "threads of" in text, "more thread" in text) == (True, False, False)


# Saying something


def test_a_comment_is_posted_and_its_author_led_to_it(cast: Cast, option: Option, stand_in: Stand) -> None:
    stand_in("diverge")
    answer = sent(cast, "ben")
    assert (answer.status_code, answer["Location"]) == (302, f"{PAGE}?comment=1#c1")
    comment = Comment.objects.get()
    assert (comment.kind, comment.current and comment.current.text) == ("question", "Who pays?")
    assert sent(cast, "ana", thread=1, text="We do.", kind="evidence")["Location"] == f"{PAGE}?comment=2#c2"
    assert Comment.objects.get(number=2).thread == comment


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"text": ""}, "Write something here."),
        ({"text": "x" * 4_001}, "At most 4000 characters fit here; this is 1 too long."),
        ({"text": "a\0b"}, "This holds a NUL character (U+0000), which cannot be stored. Remove it."),
        ({"text": "\u202ekcab"}, "This holds a character that turns the reading direction (U+202E). Remove it."),
        ({"kind": None}, "Say what it is."),
        ({"kind": "praise"}, "Say what it is: support, challenge, question or evidence."),
        ({"seen_version": None}, "This form does not say what it is about."),
        ({"seen_version": 9}, "The option has no such version."),
        ({"thread": "x"}, "This form does not say what it is about."),
        ({"key": "x"}, "This form’s key is damaged."),
    ],
)
def test_what_cannot_be_posted_is_kept_and_said(
    fields: dict[str, Any], said: str, cast: Cast, option: Option, stand_in: Stand
) -> None:
    stand_in("diverge")
    answer = sent(cast, "ben", **fields)
    html = answer.content.decode()
    assert (answer.status_code, Comment.objects.count()) == (422, 0)
    assert said in words(html).replace("&#x27;", "'")
    kept = fields.get("text", "Who pays?")
    assert "\0" in kept or f">\n{kept}</textarea>" in html
    kinds = [kind for kind, _name in formats.COMMENT_KINDS]
    chosen = fields.get("kind", "question")
    assert re.findall(r'<input type="radio" name="kind" value="(\w+)"[^>]* checked', html) == [
        kind for kind in kinds if kind == chosen
    ]
    wrong = 'aria-invalid="true"><span class="comment-kind"' in html.replace(" checked", "")
    assert wrong == ("kind" in answer.context["comment_form"].errors)


def test_a_comment_on_an_option_withdrawn_meanwhile_is_refused_kept_and_said(
    cast: Cast, option: Option, stand_in: Stand
) -> None:
    stand_in("diverge")
    Option.objects.update(state="withdrawn")
    answer = sent(cast, "ben", text="A long thought.")
    assert answer.status_code == 410
    html = answer.content.decode()
    assert "PO-1 is withdrawn, so its discussion is closed. What you wrote is kept here." in words(html)
    assert ">\nA long thought.</textarea>" in html


def test_against_while_rating_is_refused_beside_the_kind(cast: Cast, option: Option, stand_in: Stand) -> None:
    stand_in("rate")
    answer = sent(cast, "ben", kind="challenge")
    assert answer.status_code == 422
    assert "for and against would sway the others" in words(answer.content.decode())


def test_a_refused_answer_is_shown_in_its_thread(cast: Cast, say: Say, stand_in: Stand) -> None:
    say(cast.cleo, "question", "When?")
    stand_in("diverge")
    html = sent(cast, "ben", thread=1, text="").content.decode()
    below = html[html.index('id="answer-1"') :]
    assert below.index("Write something here.") < below.index('id="write"')


def test_an_answer_to_what_is_gone_is_kept_as_a_comment_by_itself(cast: Cast, say: Say, stand_in: Stand) -> None:
    head = say(cast.cleo, "question", "When?")
    now = stand_in("diverge")
    withdraw_comment(author=cast.cleo, comment=head, now=now)
    answer = sent(cast, "ben", thread=1, text="In May.")
    html = answer.content.decode()
    assert (answer.status_code, ">\nIn May.</textarea>" in html) == (410, True)
    assert "This comment was withdrawn by its author." in words(html)
    assert 'name="thread" value=""' in html


def test_programs_get_problem_details(cast: Cast, option: Option, stand_in: Stand) -> None:
    stand_in("diverge")
    accept = {"accept": "application/json"}
    bad = cast.client("ben").post(f"{PAGE}comments/", {"seen_version": 1}, headers=accept)
    assert (bad.status_code, bad["Content-Type"], sorted(bad.json()["fields"])) == (
        422, "application/problem+json", ["kind", "text"],
    )  # fmt: skip
    good = {"seen_version": 1, "kind": "question", "text": "Who?"}
    assert cast.client("ben").post(f"{PAGE}comments/", good, headers=accept).json() == {"comment": 1}


# Other words, and the history


def test_other_words_are_saved_and_the_older_stay_readable(cast: Cast, say: Say, stand_in: Stand) -> None:
    say(cast.ben, "question", "Who pays?")
    stand_in("diverge")
    assert 'name="text"' in read(cast, "ben", f"{PAGE}comments/1/?write=words")
    answer = sent(cast, "ben", f"{PAGE}comments/1/", text="Who pays it?")
    assert (answer.status_code, answer["Location"]) == (302, f"{PAGE}?comment=1#c1")
    html = read(cast, "olga", f"{PAGE}comments/1/")
    history = html[html.index('class="wordings"') :]
    marked = re.sub(r"<bdi.*?</bdi>", "", history[: history.index("</ol>")])
    assert re.findall(r"<(ins|del)>(.*?)</", marked) == [("ins", " it")]
    text = words(marked)
    assert text.index("Wording 2") < text.index("Who pays it ?") < text.index("Wording 1") < text.index("Who pays?")


def test_a_clash_with_oneself_shows_both_texts(cast: Cast, say: Say, stand_in: Stand) -> None:
    say(cast.ben, "question", "Who pays?")
    stand_in("diverge")
    sent(cast, "ben", f"{PAGE}comments/1/", text="From one window.")
    answer = sent(cast, "ben", f"{PAGE}comments/1/", text="From another.")
    html = answer.content.decode()
    assert answer.status_code == 409
    assert ">\nFrom another.</textarea>" in html
    assert "Saved meanwhile: From one window." in words(html)
    assert 'name="seen_version" value="2"' in html
    again = sent(cast, "ben", f"{PAGE}comments/1/", text="From another.", seen_version=2)
    assert again.status_code == 302


def test_a_script_gets_the_form_alone(cast: Cast, say: Say, stand_in: Stand) -> None:
    say(cast.ben, "question", "Who pays?")
    stand_in("diverge")
    for name, form in {"ana": "answer", "ben": "words", "mona": "hide"}.items():
        answer = cast.client(name).get(f"{PAGE}comments/1/?write={form}", headers={"HX-Request": "true"})
        html = answer.content.decode()
        assert ("<form" in html, "<html" in html) == (True, False)


def test_a_comment_is_found_below_its_own_option_only(cast: Cast, say: Say, submit: Any, stand_in: Stand) -> None:
    say(cast.ben, "question", "Who pays?")
    submit(cast.cleo, "Another")
    stand_in("diverge")
    assert cast.client("ben").get("/x/alpha/options/2/comments/1/").status_code == 404
    assert sent(cast, "ben", "/x/alpha/options/2/comments/", thread=1).status_code == 404


# Drafts


def test_an_answer_and_other_words_for_the_same_comment_are_two_drafts(cast: Cast, say: Say, stand_in: Stand) -> None:
    say(cast.ben, "question", "Who pays?")
    now = stand_in("diverge")
    places = {"comment.1": "New.", "comment.1.1": "My answer.", "wording.1.1": "My other words."}
    for place, typed in places.items():
        what: dict[str, Any] = {"seq": 1, "tab": "a", "base": 1 if place.startswith("wording") else None, "now": now}
        save_draft(writer=cast.ben, place=place, body={"text": typed}, **what)
    shown = {"comment.1": PAGE, "comment.1.1": "?write=answer", "wording.1.1": "?write=words"}
    for place, typed in places.items():
        address = PAGE if place == "comment.1" else f"{PAGE}comments/1/{shown[place]}"
        assert re.findall(r">\n([^<]*)</textarea>", read(cast, "ben", address)) == [typed]
    sent(cast, "ben", f"{PAGE}comments/1/", text="My other words.")
    assert set(Draft.objects.values_list("place", flat=True)) == {"comment.1", "comment.1.1"}
    sent(cast, "ben", thread=1, text="My answer.")
    assert set(Draft.objects.values_list("place", flat=True)) == {"comment.1"}


@pytest.mark.parametrize(
    ("address", "fields", "place"),
    [
        ("comments/", {"kind": None}, "comment.1"),
        ("comments/", {"kind": None, "thread": 1}, "comment.1.1"),
        ("comments/1/", {"text": "x" * 4_001}, "wording.1.1"),
        ("comments/1/", {"seen_version": 7}, "wording.1.1"),
    ],
)
def test_what_is_refused_is_kept_on_the_server(
    address: str, fields: dict[str, Any], place: str, cast: Cast, say: Say, stand_in: Stand
) -> None:
    say(cast.ben, "question", "Who pays?")
    stand_in("diverge")
    assert sent(cast, "ben", PAGE + address, **fields).status_code in {409, 422}
    draft = Draft.objects.get()
    assert (draft.place, draft.body["text"], "thread" in draft.body) == (place, fields.get("text", "Who pays?"), False)


def test_two_megabytes_are_too_long_and_more_is_not_even_read(cast: Cast, option: Option, stand_in: Stand) -> None:
    stand_in("diverge")
    answer = sent(cast, "ben", text="x" * 2_000_000)
    assert (answer.status_code, "At most 4000 characters fit here" in answer.content.decode()) == (422, True)
    assert sent(cast, "ben", text="x" * 2_200_000).status_code == 400
    assert (Comment.objects.count(), Draft.objects.count()) == (0, 0)


# Moderators


def test_moderators_hide_with_a_reason_and_show_again(cast: Cast, say: Say, stand_in: Stand) -> None:
    say(cast.ben, "challenge", "Bad.")
    stand_in("diverge")
    mona = cast.client("mona")
    without = mona.post(f"{PAGE}comments/1/hide/", {"reason": "", "note": "Sorry."})
    assert (without.status_code, ">\nSorry.</textarea>" in without.content.decode()) == (422, True)
    assert "Choose one of the reasons." in words(without.content.decode())
    assert mona.post(f"{PAGE}comments/1/hide/", {"reason": "conduct", "note": "x" * 501}).status_code == 422
    assert mona.post(f"{PAGE}comments/1/hide/", {"reason": "conduct"}).status_code == 302
    assert Comment.objects.get().state == "hidden"
    assert mona.post(f"{PAGE}comments/1/show/").status_code == 302
    assert Comment.objects.get().state == "standing"


def test_only_moderators_see_their_means(cast: Cast, say: Say, stand_in: Stand) -> None:
    say(cast.ben, "challenge", "Bad.")
    stand_in("diverge")
    sees = {name for name in ("ana", "ben", "mona", "lead", "olga", "manager") if "Moderate" in words(read(cast, name))}
    assert sees == {"mona", "lead"}


# The latest


def test_the_latest_tell_that_somebody_commented_and_not_what(cast: Cast, say: Say, stand_in: Stand) -> None:
    for _ in range(3):
        say(cast.ben, "challenge", "It cannot be paid.")
    for kind in ("compete", "rate"):
        stand_in(kind)
        text = words(read(cast, "olga", "/x/alpha/"))
        assert text.count("Alias Ben commented on PO-1") == 1
        assert "hallenge" not in text.split("Latest")[1].split("Who is taking part")[0]
        assert "cannot be paid" not in text
