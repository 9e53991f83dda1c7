"""The tour: once, by itself, on a first visit; at its button; and never in anybody's way."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from sketchapp.ui import text
from tests.browser.hand import ANSWER_MS, BACK, SEAT, Hand
from tests.browser.serving import Server

pytestmark = pytest.mark.browser
LEADS = [lead for lead, _ in text.TOUR_STEPS.values()]
PHONE = {"width": 390, "height": 844}
Box = dict[str, float]


class Guide:
    """The tour of a page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.card = page.get_by_role("dialog")
        self.begin = page.get_by_role("button", name="Tour", exact=True)
        self.next = page.locator(".tour .next")

    def expect_step(self, number: int) -> None:
        """Wait until this step is shown, counted from 0, beside what it is about."""
        expect(self.card).to_have_accessible_name(LEADS[number], timeout=ANSWER_MS)
        expect(self.page.locator(".tour-here")).to_have_count(1)
        self.page.wait_for_timeout(100)

    def pointed(self) -> Box:
        return box_of(self.page.locator(".tour-here"))


def box_of(element: Locator) -> Box:
    box = element.bounding_box()
    assert box is not None
    return dict(box)


def overlap(a: Box, b: Box) -> float:
    """Area that two boxes share, px²."""
    wide = min(a["x"] + a["width"], b["x"] + b["width"]) - max(a["x"], b["x"])
    high = min(a["y"] + a["height"], b["y"] + b["height"]) - max(a["y"], b["y"])
    return max(0.0, wide) * max(0.0, high)


@pytest.fixture
def newcomer(open_page: Callable[..., Page], server: Server) -> Guide:
    """A page on a first visit, with the first card."""
    guide = Guide(open_page(server.address, tour=True))
    guide.expect_step(0)
    return guide


def test_it_comes_once_and_moves_nothing(newcomer: Guide):
    page, stage = newcomer.page, newcomer.page.locator(".stage")
    expect(newcomer.card).to_be_focused()
    with_card = box_of(stage)
    height = page.evaluate("document.documentElement.scrollHeight")
    newcomer.page.get_by_role("button", name="Skip").click()
    expect(newcomer.card).to_be_hidden()
    expect(newcomer.begin).to_be_focused()
    assert box_of(stage) == with_card
    assert page.evaluate("document.documentElement.scrollHeight") == height
    assert page.locator(".tour-here").count() == 0
    page.reload()
    expect(newcomer.begin).to_be_visible(timeout=ANSWER_MS)
    page.wait_for_timeout(500)
    expect(newcomer.card).to_be_hidden()


def test_who_has_a_drawing_here_is_no_newcomer(newcomer: Guide):
    page = newcomer.page
    Hand(page).draw_answered(SEAT)
    page.wait_for_timeout(150)
    page.evaluate("localStorage.removeItem('sketchapp:tour')")
    page.reload()
    expect(newcomer.begin).to_be_visible(timeout=ANSWER_MS)
    page.wait_for_timeout(500)
    expect(newcomer.card).to_be_hidden()


def test_it_goes_on_as_each_thing_is_done(newcomer: Guide):
    page, hand = newcomer.page, Hand(newcomer.page)
    hand.draw_answered(BACK)
    newcomer.expect_step(1)
    hand.answered(page.locator(".photo").nth(10).click)
    newcomer.expect_step(2)
    hand.colours("point")
    newcomer.expect_step(3)
    hand.draw_answered(SEAT)
    newcomer.expect_step(4)
    page.get_by_role("tab", name="Clean").click()
    newcomer.expect_step(5)
    page.get_by_role("tab", name="Photo").click()
    newcomer.expect_step(6)
    page.get_by_role("tab", name="Fool").click()
    newcomer.expect_step(7)
    newcomer.next.click()
    expect(newcomer.card).to_be_hidden()
    expect(newcomer.begin).to_be_focused()
    assert len(hand.strokes()) == 2


def test_it_is_walked_with_the_keyboard_alone(hand: Hand):
    guide, keyboard = Guide(hand.page), hand.page.keyboard
    expect(guide.card).to_be_hidden()
    guide.page.get_by_role("tab", name="Fool").click()
    guide.begin.focus()
    keyboard.press("Enter")
    guide.expect_step(0)
    expect(guide.card).to_be_focused()
    keyboard.press("ArrowLeft")
    guide.expect_step(0)
    keyboard.press("ArrowRight")
    guide.expect_step(1)  # what it points at is in another tab, which opens
    expect(guide.page.get_by_role("tab", name="Find")).to_have_attribute("aria-selected", "true")
    guide.next.focus()
    keyboard.press("Enter")
    guide.expect_step(2)
    expect(guide.next).to_be_focused()
    keyboard.press("ArrowLeft")
    keyboard.press("ArrowLeft")
    guide.expect_step(0)
    for _ in range(10):
        keyboard.press("ArrowRight")
    guide.expect_step(len(LEADS) - 1)
    keyboard.press("Escape")
    expect(guide.card).to_be_hidden()
    expect(guide.begin).to_be_focused()


def test_back_at_the_beginning_the_focus_is_not_lost(newcomer: Guide):
    newcomer.next.click()
    newcomer.expect_step(1)
    newcomer.page.get_by_role("button", name="Back").press("Enter")
    newcomer.expect_step(0)
    expect(newcomer.next).to_be_focused()


@pytest.mark.parametrize("viewport", [PHONE, {"width": 1280, "height": 800}])
def test_every_card_lies_beside_its_thing_and_off_the_paper(
    open_page: Callable[..., Page], server: Server, viewport: dict[str, int]
):
    guide = Guide(open_page(server.address, tour=True, viewport=viewport))
    stage = guide.page.locator(".stage")
    for number in range(len(LEADS)):
        guide.expect_step(number)
        card, pointed = box_of(guide.card), guide.pointed()
        assert card["x"] >= 0 and card["x"] + card["width"] <= viewport["width"]
        assert card["y"] >= 0 and card["y"] + card["height"] <= viewport["height"]
        assert overlap(card, box_of(stage)) == overlap(card, pointed) == 0
        assert pointed["y"] < viewport["height"] and pointed["y"] + pointed["height"] > 0
        assert guide.page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
        guide.next.click()
    expect(guide.card).to_be_hidden()


@pytest.mark.parametrize("seen_px", [6, 30, 300])
def test_on_a_phone_the_tab_to_open_is_never_under_the_card(
    open_page: Callable[..., Page], server: Server, seen_px: int
):
    page = open_page(server.address, tour=True, viewport=PHONE)
    guide = Guide(page)
    guide.expect_step(0)
    for number in range(1, 4):
        guide.next.click()
        guide.expect_step(number)
    tab = page.get_by_role("tab", name="Clean")
    page.evaluate("by => scrollBy(0, by)", box_of(tab)["y"] - PHONE["height"] + seen_px)
    guide.next.evaluate("button => button.click()")
    guide.expect_step(4)
    card, pointed = box_of(guide.card), guide.pointed()
    assert pointed["y"] >= 0 and pointed["y"] + pointed["height"] <= PHONE["height"]
    assert overlap(card, pointed) == 0
    tab.click()
    guide.expect_step(5)


def test_nobody_who_draws_is_interrupted(open_page: Callable[..., Page], server: Server):
    page = open_page(server.address, tour=True, viewport=PHONE)
    guide, hand = Guide(page), Hand(page)
    guide.expect_step(0)
    hand.draw_answered(BACK)
    expect(page.locator(".tour .number")).to_have_text("Done. Go on?")
    guide.expect_step(0)  # the photos are below the window: the page does not scroll to them
    assert page.evaluate("scrollY") == 0
    expect(hand.stage).to_be_focused()
    hand.draw_answered(SEAT)
    assert len(hand.strokes()) == 2


def test_in_a_small_window_the_card_gives_way_to_the_pen(
    open_page: Callable[..., Page], server: Server
):
    page = open_page(server.address, tour=True, viewport={"width": 375, "height": 540})
    guide = Guide(page)
    guide.expect_step(0)
    stage, card = box_of(page.locator(".stage")), box_of(guide.card)
    assert overlap(stage, card) > 0
    page.mouse.move(stage["x"] + 60, stage["y"] + 60)
    page.mouse.down()
    page.mouse.move(card["x"] + 40, card["y"] + 20, steps=4)
    expect(guide.card).to_have_css("opacity", "0.15")
    page.mouse.up()
    expect(guide.card).to_have_css("opacity", "1")
    assert len(Hand(page).strokes()) == 1
