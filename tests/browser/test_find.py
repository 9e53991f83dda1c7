"""The photos beside the drawing."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from sketchapp.retrieval.gallery import load_gallery
from tests.browser.hand import BACK, CHAIR, LEG, SEAT, Hand
from tests.browser.serving import ROOT, Server

pytestmark = pytest.mark.browser
QUESTIONS = "**/component_server/"


def test_photos_appear_best_first_with_their_similarity(hand: Hand):
    expect(hand.page.locator(".notice .lead")).to_be_visible()
    hand.draw(*CHAIR)
    hand.expect_photos(12)
    expect(hand.page.locator(".notice .lead")).to_be_hidden()
    shown = [float(text) for text in hand.page.locator(".similarity").all_inner_texts()]
    assert shown == sorted(shown, reverse=True)
    expect(hand.page.locator(".photo img").first).to_have_js_property("naturalWidth", 256)
    source = hand.page.locator(".photo img").first.get_attribute("src") or ""
    assert source.startswith("photos/shipped/")  # no folder of the machine


def test_every_stroke_updates_the_photos_in_the_same_places(hand: Hand):
    hand.answered(lambda: hand.draw(SEAT))
    box = hand.page.locator(".photo").nth(11).bounding_box()
    hand.page.locator(".grid").evaluate("grid => (grid.firstChild.mark = true)")
    first = hand.photos()
    hand.answered(lambda: hand.draw(BACK))
    hand.page.wait_for_timeout(300)
    assert hand.photos() != first
    assert hand.page.locator(".grid").evaluate("grid => grid.firstChild.mark")
    assert hand.page.locator(".photo").nth(11).bounding_box() == box


def test_a_category_limits_the_photos(hand: Hand):
    hand.draw(*CHAIR)
    hand.expect_photos(12)
    hand.answered(lambda: hand.page.locator('.categories input[value="shoe"]').check(force=True))
    hand.page.wait_for_timeout(500)  # pictures change when the new ones are there
    gallery = load_gallery(ROOT / "assets" / "gallery")
    sources = [img.get_attribute("src") or "" for img in hand.page.locator(".photo img").all()]
    shown = {gallery.photos[gallery.position(Path(source).stem)].category for source in sources}
    assert len(sources) == 12 and shown == {"shoe"}


def test_a_picked_photo_is_explained_and_kept_until_let_go(hand: Hand):
    hand.draw(*CHAIR)
    hand.expect_photos(12)
    hand.page.wait_for_timeout(500)
    colours = hand.ink_colours()
    picked = hand.page.locator(".photo").nth(7)
    hand.answered(picked.click)
    expect(picked).to_have_attribute("aria-pressed", "true")
    expect(hand.page.locator(".explained")).to_have_class("explained picked")
    address = picked.locator("img").get_attribute("src")
    assert hand.ink_colours() != colours
    hand.answered(lambda: hand.draw([(0.7, 0.6), (0.7, 0.85)]))
    expect(hand.page.locator(".explained img")).to_have_attribute("src", address or "")
    hand.answered(hand.page.locator(".let-go").click)
    expect(hand.page.locator(".explained")).to_have_class("explained")
    expect(hand.page.locator(".let-go")).to_be_hidden()


def test_a_pick_outlives_the_sketch_but_its_similarity_does_not(hand: Hand):
    hand.answered(lambda: hand.draw(*CHAIR))
    hand.answered(hand.page.locator(".photo").nth(1).click)
    explained = hand.page.locator(".explained .detail")
    expect(explained).to_contain_text("similarity")
    hand.press("clear")
    expect(explained).to_contain_text("Draw to see what matters for it")
    expect(explained).not_to_contain_text("similarity")


def test_photos_can_be_picked_by_keyboard(hand: Hand):
    hand.draw(SEAT)
    hand.expect_photos(12)
    hand.page.locator(".photo").nth(3).focus()
    hand.answered(lambda: hand.page.keyboard.press("Enter"))
    expect(hand.page.locator(".photo").nth(3)).to_have_attribute("aria-pressed", "true")


def test_results_are_told_to_screen_readers(hand: Hand):
    hand.draw(SEAT)
    expect(hand.page.locator(".spoken")).to_contain_text("photos found")


def test_the_order_needs_six_strokes(hand: Hand):
    order = hand.page.locator(".order")
    hand.draw(SEAT)
    expect(order).to_contain_text("too early")
    hand.draw(BACK, *[[(x, 0.6), (x, 0.8)] for x in (0.35, 0.45, 0.55, 0.65)])
    expect(order).to_contain_text("your order")
    expect(order).to_contain_text("rank correlation")


def test_how_often_it_was_right_is_told_and_not_of_strange_things(hand: Hand):
    told = "About 7 of 10 <b>drawings</b>."
    line = hand.page.locator(".trust")
    changes: dict[str, object] = {"trust": told}
    hand.page.route(QUESTIONS, lambda route: change_answer(route, **changes))
    hand.answered(lambda: hand.draw(SEAT))
    expect(line).to_have_text(told)
    changes["familiar"] = False
    hand.answered(lambda: hand.draw(BACK))
    expect(line).to_be_hidden()
    hand.page.locator("button.anyway").click()
    expect(line).to_have_text(told)
    hand.press("clear")
    expect(line).to_be_hidden()


def test_where_nothing_is_alike_the_page_says_so(hand: Hand):
    hand.page.route(QUESTIONS, lambda route: change_answer(route, familiar=False))
    hand.draw(*CHAIR)
    expect(hand.page.locator(".notice")).to_contain_text("Nothing here looks like this")
    expect(hand.page.locator(".notice")).to_contain_text("chairs")
    expect(hand.page.locator(".grid")).to_have_js_property("inert", True)
    hand.page.wait_for_timeout(300)
    assert hand.ink_colours() == {(27, 31, 36)}
    hand.page.locator("button.anyway").click()
    expect(hand.page.locator(".notice")).to_be_hidden()
    assert (27, 31, 36) not in hand.ink_colours()


def test_markup_in_an_answer_stays_text(hand: Hand):
    evil = {"id": "e", "label": "<img src=x onerror=alert(1)>", "address": "", "similarity": 1}
    hand.page.route(QUESTIONS, lambda route: change_answer(route, explained=evil, order="<b>x</b>"))
    hand.draw(SEAT)
    expect(hand.page.locator(".order")).to_have_text("<b>x</b>")
    expect(hand.page.locator(".explained .detail")).to_contain_text("<img")


def test_drawing_goes_on_while_the_server_is_slow(hand: Hand):
    slow = {"calls": 0}

    def delayed(route: Route) -> None:
        if route.request.post_data_json["fn_name"] != "guess_drawing":
            slow["calls"] += 1
            hand.page.wait_for_timeout(3500 if slow["calls"] == 1 else 0)
        route.continue_()

    hand.page.route(QUESTIONS, delayed)
    hand.draw(SEAT)
    hand.draw(BACK, LEG, [(0.5, 0.6), (0.5, 0.9)])
    assert len(hand.strokes()) == 4
    hand.expect_photos(12)
    hand.page.wait_for_timeout(800)
    assert slow["calls"] == 2  # the newest question replaced those that waited
    revisions = hand.root.evaluate("root => root.sketchTimings.map((one) => one.revision)")
    assert revisions == sorted(revisions)


def test_an_answer_that_comes_after_clearing_is_dropped(hand: Hand):
    def late(route: Route) -> None:
        hand.page.wait_for_timeout(700)
        route.continue_()

    hand.page.route(QUESTIONS, late)
    hand.draw(SEAT)
    hand.press("clear")
    hand.page.wait_for_timeout(1500)
    hand.expect_photos(0)
    expect(hand.page.locator(".notice")).to_be_visible()


def test_a_photo_picked_while_another_answer_is_on_its_way_stays_picked(hand: Hand):
    hand.answered(lambda: hand.draw(SEAT))
    waiting: list[Route] = []

    def hold_the_first(route: Route) -> None:
        if waiting or route.request.post_data_json["fn_name"] == "guess_drawing":
            route.continue_()
        else:
            waiting.append(route)

    hand.page.route(QUESTIONS, hold_the_first)
    hand.draw(BACK)
    hand.page.locator(".photo").nth(5).click()
    picked = hand.page.locator('.photo[aria-pressed="true"] img')
    address = picked.get_attribute("src") or ""
    waiting[0].continue_()  # the answer for the stroke, which knows of no picked photo
    expect(hand.page.locator(".explained.picked img")).to_have_attribute("src", address)
    expect(hand.page.locator(".explained.picked")).to_be_visible()
    assert hand.answer_count() == 2  # the first one, and the one for the picked photo


def test_stages_are_measured(hand: Hand):
    hand.answered(lambda: hand.draw(SEAT))
    (timing,) = hand.root.evaluate("root => root.sketchTimings")
    assert 0 < timing["penUp"] <= timing["sent"] < timing["arrived"] <= timing["painted"]
    assert timing["stages"]["encode_ms"] > 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_phone_needs_no_sideways_scrolling(
    open_page: Callable[..., Page], server: Server, scheme: str
):
    page = open_page(
        server.address,
        viewport={"width": 390, "height": 844},
        color_scheme=scheme,
        has_touch=True,
    )
    hand = Hand(page)
    hand.draw(*CHAIR)
    page.touchscreen.tap(195, 330)
    assert [stroke["kind"] for stroke in hand.strokes()] == ["mouse"] * 3 + ["touch"]
    hand.expect_photos(12)
    for menu in range(2):
        hand.root.locator("summary").nth(menu).click()
        assert page.evaluate("document.documentElement.scrollWidth") == 390
        box = hand.root.locator(".menu .list").nth(menu).bounding_box()
        assert box and box["x"] >= 0 and box["x"] + box["width"] <= 390
    assert page.evaluate("getComputedStyle(document.querySelector('.stage')).backgroundColor") == (
        "rgb(255, 255, 255)"
    )


def test_on_a_phone_the_tabs_stay_where_they_are(open_page: Callable[..., Page], server: Server):
    page = open_page(server.address, viewport={"width": 390, "height": 844})
    Hand(page).draw_answered(SEAT)
    strip = page.get_by_role("tablist").first
    page.evaluate("by => scrollBy(0, by)", y_of(strip) - 40)
    before = y_of(strip)
    assert before == pytest.approx(40, abs=1)
    for name in ("Clean", "Photo", "Fool", "Find"):
        page.get_by_role("tab", name=name).click()
        page.wait_for_timeout(300)
        assert y_of(strip) == before


def y_of(element: Locator) -> float:
    box = element.bounding_box()
    assert box is not None
    return box["y"]


def change_answer(route: Route, **changes: object) -> None:
    """Let the server answer, and change fields of its answer."""
    response = route.fetch()
    answer = json.loads(response.json()) | changes
    route.fulfill(response=response, json=json.dumps(answer))
