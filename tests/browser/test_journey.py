"""The whole line in real browsers: from a new exercise to a published report that traces what was written."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.reporting import build, downloaded, open_next, sign_as_author, sign_as_second

PASSWORD = "a pass phrase of a newcomer"
TITLE = "Pay the harbour police from customs fees"
HOME = "/x/harbours/"
REPORT = f"{HOME}report/"
NICKNAME = "Clean Docks"
TAKEAWAY = "Money before uniforms"
JUDGMENT = "Paid police guard better than borrowed ones."
Visitor = Callable[..., Page]
Violations = Callable[[Page], list[str]]


def create_exercise(manager: Page) -> None:
    manager.goto("/x/new/")
    day = dt.datetime.now(tz=dt.UTC).date() + dt.timedelta(days=3)
    for name, text in {
        "title": "Harbours",
        "question": "Who should guard the harbours?",
        "marking": "EXERCISE – FICTIONAL",
        "first_day": day.isoformat(),
        "x_question": "How?",
        "x_negative": "Law",
        "x_positive": "Force",
        "y_question": "Who?",
        "y_negative": "Abroad",
        "y_positive": "At home",
    }.items():
        manager.fill(f"[name={name}]", text)
    manager.click("main button[type=submit]")
    manager.wait_for_url("**/x/harbours/")


def invite(manager: Page, email: str, role: str) -> str:
    manager.goto("/x/harbours/people/")
    manager.fill("[name=email]", email)
    manager.select_option("[name=role]", role)
    manager.get_by_role("button", name="Invite").click()
    return manager.locator(".invitation-link").inner_text()


def join(page: Page, alias: str) -> Page:
    page.fill("[name=name]", f"{alias} by name")
    page.fill("[name=password]", PASSWORD)
    page.fill("[name=alias]", alias)
    page.check("[name=consent]")
    page.get_by_role("button", name="Take part").click()
    page.wait_for_url("**/x/harbours/")
    return page


def write_option(author: Page, violations: Violations) -> None:
    author.goto("/x/harbours/options/new/")
    author.fill("[name=title]", TITLE)
    author.locator("form.write").evaluate("form => { form.noValidate = true }")  # the server must say it as well
    author.get_by_role("button", name="Submit").click()
    # Refused: the rest is missing. What was typed is still there, and each sentence is beside its field.
    expect(author.locator("[name=title]")).to_have_value(TITLE)
    expect(author.get_by_text("Write something here.")).to_have_count(6)
    assert violations(author) == []
    author.route("**/options/similar/*", lambda route: None)  # a slow answer to that must not hold up the submit
    author.fill("[name=title]", TITLE + " ")  # asks for options like it
    author.wait_for_timeout(1_000)
    author.fill("[name=summary]", "The fees pay the wages, so nobody else does.")
    for key in ("outcome", "actors", "implementation", "conditions", "failure"):
        author.fill(f"[name=aspect_{key}]", f"What *{key}* means here.")
    author.get_by_role("button", name="Submit").click()
    author.wait_for_url("**/options/1/")


def accept(moderator: Page, number: int) -> None:
    moderator.goto("/x/harbours/moderation/")
    moderator.get_by_role("link", name=f"Next: PO-{number}").click()
    moderator.get_by_role("button", name="Accept", exact=True).click()
    moderator.wait_for_url("**/moderation/")
    expect(moderator.get_by_text("Nothing waits")).to_be_visible()


def judge(rater: Page, violations: Violations) -> None:
    rater.goto("/x/harbours/judge/1/")
    assert violations(rater) == []
    rater.locator("[name=rating_desirability]").first.focus()
    for key, step in {"desirability": 5, "feasibility": 3, "impact": 4, "risk": 2}.items():
        rater.keyboard.press(str(step))  # chooses the step and goes on to the next criterion
        expect(rater.locator(f"[name=rating_{key}][value='{step}']")).to_be_checked()
    for axis, presses in {"x": 6, "y": 4}.items():
        slider = rater.locator(f"input[type=range][name={axis}]")
        slider.focus()
        for _ in range(presses):
            slider.press("ArrowRight")
    rater.locator("form.sheet button[type=submit]").click()
    expect(rater.get_by_text("Your sheet on PO-1 is saved.")).to_be_visible()


def drag_card(page: Page, number: int, dx: float, dy: float) -> None:
    box = page.locator(f".board-card[data-number='{number}']").bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    for step in range(1, 9):
        page.mouse.move(x + dx * step / 8, y + dy * step / 8)
    page.mouse.up()


def place_of(page: Page, number: int) -> str:
    """Where a card lies, in the words that a screen reader hears."""
    return page.locator(f".board-card[data-number='{number}']").get_attribute("aria-label") or ""


def write_takeaway(lead: Page) -> None:
    lead.goto("/x/harbours/takeaways/")
    lead.get_by_role("link", name="Write a takeaway").click()
    lead.fill("[name=title]", TAKEAWAY)
    lead.fill("[name=text]", "Whoever pays the police owns the harbour (PO-1).")
    lead.get_by_text("moderate", exact=True).click()
    lead.fill("[name=supports]", "PO-1, I")
    lead.get_by_role("button", name="Create takeaway").click()
    expect(lead.get_by_text("PO-1 has no place yet")).to_have_count(0)
    expect(lead.get_by_role("heading", name=TAKEAWAY)).to_be_visible()


def write_report(lead: Page) -> None:
    """The bottom line and one judgment, each found from the report's page."""
    lead.goto(REPORT)
    expect(lead.get_by_role("heading", name="2 gaps in what it rests on")).to_be_visible()
    lead.locator("summary", has_text="What is missing").click()
    lead.get_by_role("link", name=re.compile("no bottom line")).click()
    lead.fill("[name=text]", "Of {{options.accepted}} options one is wanted: pay the police at home (PO-1).")
    lead.get_by_role("button", name="Save", exact=True).click()
    lead.wait_for_url(f"**{REPORT}#bottom-line")
    lead.get_by_role("link", name="Add a judgment").click()
    lead.fill("[name=title]", JUDGMENT)
    lead.get_by_text("recommendation", exact=True).click()
    lead.fill("[name=text]", "Customs fees come every month.")
    lead.get_by_text("low", exact=True).click()
    lead.fill("[name=confidence_why]", "Two people judged it.")
    lead.fill("[name=change_mind]", "A harbour that fees did not save.")
    lead.fill("[name=supports]", "PO-1, I")
    lead.get_by_role("button", name="Save", exact=True).click()
    lead.wait_for_url(f"**{REPORT}#judgment-1")
    expect(lead.get_by_text("Everything rests on something")).to_be_visible()


def test_one_exercise_from_its_creation_to_its_published_report(
    sign_in: Callable[..., Page], visitor: Visitor, violations: Violations
) -> None:
    manager = sign_in("manager")
    create_exercise(manager)
    people: dict[str, Any] = {}
    for alias, role in {"Amber": "analyst", "Birch": "analyst", "Coral": "moderator", "Dune": "lead"}.items():
        link = invite(manager, f"{alias.lower()}@harbours.invalid", role)
        page = visitor()
        page.goto(link)
        if not people:  # all are asked alike
            assert violations(page) == []
        people[alias] = join(page, alias)
    amber, birch, coral, dune = people.values()

    open_next(manager, HOME, "Propose")
    birch.goto("/x/harbours/options/")
    expect(birch.locator("feed-state")).to_have_text("live")
    write_option(amber, violations)
    expect(birch.get_by_text("1 new option")).to_be_visible(timeout=2_000)  # it came by itself, and moved nothing

    accept(coral, 1)

    open_next(manager, HOME, "Deepen")
    open_next(manager, HOME, "Rate")
    judge(birch, violations)
    coral.goto("/x/harbours/board/")
    assert violations(coral) == []
    assert "desirab" not in coral.locator("main").inner_text().lower()  # sealed, for moderators too

    open_next(manager, HOME, "Reveal")
    for page in (coral, dune):
        page.goto("/x/harbours/board/")
        expect(page.locator("feed-state")).to_have_text("live")
    before = place_of(dune, 1)
    drag_card(coral, 1, 260, -420)  # out of the tray: one rater is no crowd
    expect(dune.locator(".board-card[data-number='1']")).not_to_have_attribute("aria-label", before)
    expect(coral.locator(".board-card[data-number='1']")).to_have_attribute("aria-label", place_of(dune, 1))

    dune.goto("/x/harbours/narratives/")
    if not dune.locator("[name=nickname]").is_visible():
        dune.get_by_text(re.compile("new narrative", re.IGNORECASE)).first.click()
    dune.fill("[name=nickname]", NICKNAME)
    dune.get_by_role("button", name=re.compile("create|found|begin", re.IGNORECASE)).click()
    coral.goto("/x/harbours/board/?option=1")
    expect(coral.locator("feed-state")).to_have_text("live")
    dune.goto("/x/harbours/board/")
    expect(dune.locator("feed-state")).to_have_text("live")
    coral.locator("board-panel").get_by_text("core", exact=True).first.click()
    expect(dune.locator(".board-card[data-number='1'][data-hue='1']")).to_be_visible()

    write_takeaway(dune)
    open_next(manager, HOME, "Challenge")
    open_next(manager, HOME, "Draft")
    amber.goto(REPORT)
    expect(amber.locator("#desk-title")).to_have_text("A draft")
    expect(amber.locator("feed-state")).to_have_text("live")
    write_report(dune)
    sign_as_author(dune, HOME)
    sign_as_second(coral, HOME)
    dune.get_by_role("button", name="Publish as final").click()  # it came by itself when the second signature did
    expect(dune.get_by_text("The report is published.")).to_be_visible()
    expect(amber.locator("#desk-title")).to_have_text("Final", timeout=5_000)

    build(dune, "public")
    text, pages = downloaded(amber, HOME)
    assert text.count("EXERCISE – FICTIONAL") >= pages
    assert [words for words in (TITLE, NICKNAME, TAKEAWAY, JUDGMENT, "Final") if words not in text] == []
    assert "Of 1 options one is wanted: pay the police at home (PO-1)." in text
    assert [name for name in ("Amber", "Birch", "Dune") if name in text] == []  # the public reads no aliases
    trace = text[text.rindex("Traceability") :] if "Traceability" in text else text
    assert re.search(r"PO-1\b.*core", trace)
