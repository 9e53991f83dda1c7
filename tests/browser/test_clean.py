"""The Clean tab: strokes that hurt the match are dashed, and can go."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import FilePayload, Locator, Page, Route, expect

from tests.browser.hand import ANSWER_MS, SEAT, Hand
from tests.browser.serving import ROOT

pytestmark = pytest.mark.browser
QUESTIONS = "**/component_server/"
BROKEN: FilePayload = {"name": "x.png", "mimeType": "image/png", "buffer": b"no picture"}
SCRIBBLE = ((0.1, 0.1), (0.3, 0.2), (0.12, 0.25), (0.35, 0.12))


class CleanHand(Hand):
    """A hand that knows its way about the Clean tab."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self.panel = page.locator(".clean-panel")
        self.flags = self.panel.locator(".flags li")
        self.summary = self.panel.locator(".summary")

    def open_tab(self, name: str = "Clean") -> None:
        self.page.get_by_role("tab", name=name).click()

    def cleaned(self, act: Callable[[], object]) -> None:
        """Do something that is followed by a look at the strokes, and wait for that."""
        before = self.panel.evaluate("panel => panel.cleanTimings.length")
        act()
        self.page.wait_for_function(
            "([panel, before]) => panel.cleanTimings.length > before",
            arg=[self.panel.element_handle(), before],
            timeout=ANSWER_MS,
        )

    def marked_pixels(self) -> int:
        """Pixels of the layer on which dashes are painted."""
        return self.root.evaluate(
            """root => {
              const context = root.querySelector('canvas.marks').getContext('2d');
              const { width, height } = context.canvas;
              const { data } = context.getImageData(0, 0, width, height);
              return data.filter((value, i) => i % 4 === 3 && value).length;
            }"""
        )

    def similarity(self, side: str) -> float:
        text = self.panel.locator(f".{side} .similarity").inner_text()
        return float(text.split()[-1])


@pytest.fixture
def clean(hand: Hand) -> CleanHand:
    """The armchair and a scribble, in the Clean tab, with the fourth photo found as the target."""
    clean = CleanHand(hand.page)
    clean.answered(clean.page.locator(".welcome button").nth(1).click)
    clean.answered(lambda: clean.draw(SCRIBBLE))
    clean.open_tab()
    clean.cleaned(found_photo(clean, 3).click)
    return clean


def found_photo(clean: CleanHand, number: int) -> Locator:
    return clean.panel.locator(".found .choose").nth(number)


def test_what_hurts_is_dashed_with_a_reason_and_goes_in_one_step(clean: CleanHand):
    assert clean.flags.count() > 0 and clean.marked_pixels() > 0
    expect(clean.flags.first).to_contain_text("Without it, similarity rises by")
    before, after = clean.similarity("before"), clean.similarity("after")
    assert after > before
    strokes = clean.strokes()
    clean.cleaned(clean.flags.first.get_by_role("button", name="Remove").click)
    assert len(clean.strokes()) == len(strokes) - 1
    assert clean.similarity("before") == before  # still that of the drawing as it was begun
    assert clean.similarity("after") >= before
    clean.cleaned(lambda: clean.press("undo"))
    assert clean.strokes() == strokes
    assert clean.similarity("before") == before and clean.similarity("after") == after


@pytest.mark.parametrize("grain", ["sla", "psla"])
def test_remove_all_is_one_step_and_never_ends_lower(clean: CleanHand, grain: str):
    if grain == "psla":
        choice = clean.panel.locator('.grain input[value="psla"]')
        clean.cleaned(lambda: choice.check(force=True))
    begun, promised, strokes = (
        clean.similarity("before"),
        clean.similarity("after"),
        clean.strokes(),
    )
    assert clean.flags.count() > 0
    clean.cleaned(clean.panel.locator(".remove-all").click)
    assert clean.strokes() != strokes
    assert clean.similarity("after") >= promised >= begun
    clean.cleaned(lambda: clean.press("undo"))
    assert clean.strokes() == strokes


def test_a_stroke_that_is_kept_is_dashed_no_more(clean: CleanHand):
    reason = clean.flags.first.locator("p").inner_text()
    clean.cleaned(clean.flags.first.get_by_role("button", name="Keep").click)
    assert reason not in clean.flags.locator("p").all_inner_texts()
    forget = clean.panel.locator(".forget")
    expect(forget).to_be_visible()
    clean.cleaned(forget.click)
    assert reason in clean.flags.locator("p").all_inner_texts()
    expect(forget).to_be_hidden()


def test_flags_follow_the_drawing_and_leave_with_the_tab(clean: CleanHand):
    clean.cleaned(lambda: clean.draw(SEAT))
    assert clean.marked_pixels() > 0
    clean.open_tab("Find")
    clean.page.wait_for_timeout(300)
    assert clean.marked_pixels() == 0
    clean.cleaned(clean.open_tab)
    assert clean.marked_pixels() > 0
    clean.press("clear")
    expect(clean.summary).to_contain_text("Draw something")
    assert clean.marked_pixels() == 0


def test_nothing_is_asked_while_the_tab_is_not_seen(hand: Hand):
    asked: list[str] = []

    def watch(route: Route) -> None:
        asked.append(str(route.request.post_data_json.get("fn_name")))
        route.continue_()

    hand.page.route(QUESTIONS, watch)
    hand.answered(hand.page.locator(".welcome button").nth(1).click)
    hand.answered(hand.page.locator(".photo").nth(1).click)
    hand.page.wait_for_timeout(500)
    assert "answer_sketch" in asked and "clean_sketch" not in asked


def test_a_photo_picked_in_find_is_the_target(hand: Hand):
    clean = CleanHand(hand.page)
    clean.answered(clean.page.locator(".welcome button").nth(0).click)
    clean.answered(clean.page.locator(".photo").nth(3).click)
    address = clean.page.locator(".photo img").nth(3).get_attribute("src") or ""
    clean.open_tab()
    expect(clean.panel.locator(".target img")).to_have_attribute("src", address)
    expect(clean.panel.locator(".choice")).to_be_hidden()


def test_any_photo_of_the_gallery_and_a_file_can_be_the_target(clean: CleanHand):
    clean.panel.locator(".change").click()
    clean.panel.locator("button.browse").click()
    clean.panel.locator("select.category").select_option("shoe")
    first = clean.panel.locator(".browsed .choose").first
    expect(clean.panel.locator(".page")).to_contain_text("1 to 24", timeout=ANSWER_MS)
    clean.page.wait_for_timeout(500)
    address = first.locator("img").get_attribute("src") or ""
    clean.cleaned(first.click)
    expect(clean.panel.locator(".target img")).to_have_attribute("src", address)
    clean.panel.locator(".change").click()
    photo = ROOT / "assets" / "gallery" / "photo" / "chair-dining-0000.webp"
    clean.cleaned(lambda: clean.panel.locator("input.file").set_input_files(photo))
    expect(clean.panel.locator(".target .detail")).to_have_text("your own photo")
    expect(clean.panel.locator(".before .rank")).to_contain_text("of 2,317")
    clean.panel.locator(".change").click()
    clean.panel.locator("input.file").set_input_files(BROKEN)
    expect(clean.panel.locator(".refused")).to_contain_text("cannot be opened as a picture")


def test_a_broken_file_is_refused_before_any_photo_was_chosen(hand: Hand):
    clean = CleanHand(hand.page)
    clean.draw_answered(SEAT)
    clean.open_tab()
    clean.panel.locator("input.file").set_input_files(BROKEN)
    refused = clean.panel.locator(".refused")
    expect(refused).to_be_visible()
    expect(refused).to_contain_text("cannot be opened as a picture")
    clean.cleaned(found_photo(clean, 0).click)
    clean.panel.locator(".change").click()
    expect(refused).to_be_hidden()


def test_the_gallery_is_asked_for_until_the_server_answers(hand: Hand):
    clean = CleanHand(hand.page)
    clean.draw_answered(SEAT)
    clean.open_tab()
    clean.page.route(QUESTIONS, lambda route: route.abort())
    clean.panel.locator("button.browse").click()
    expect(clean.panel.locator(".page")).to_contain_text("does not answer", timeout=ANSWER_MS)
    clean.page.unroute(QUESTIONS)
    expect(clean.panel.locator(".page")).to_contain_text("1 to 24", timeout=ANSWER_MS)
    expect(clean.panel.locator(".browsed .choose")).to_have_count(24)


def test_what_was_removed_comes_back_by_key_on_a_page_just_loaded(clean: CleanHand):
    clean.page.reload()
    clean.wait_for_answers()
    clean.open_tab()
    clean.cleaned(found_photo(clean, 3).click)
    strokes = clean.strokes()
    clean.cleaned(clean.flags.first.get_by_role("button", name="Remove").click)
    assert clean.strokes() != strokes
    clean.page.keyboard.press("Control+z")
    assert clean.strokes() == strokes


def test_the_focus_stays_in_the_panel(clean: CleanHand):
    clean.cleaned(clean.flags.first.get_by_role("button", name="Keep").click)
    clean.cleaned(lambda: clean.panel.locator(".forget").press("Enter"))
    expect(clean.summary).to_be_focused()
    change = clean.panel.locator(".change")
    change.press("Enter")
    clean.cleaned(lambda: found_photo(clean, 2).press("Enter"))
    expect(change).to_be_focused()


def test_the_colours_explain_a_photo_of_ones_own_until_it_is_let_go(clean: CleanHand):
    explained = clean.page.locator(".explained")
    other = clean.ink_colours()
    photo = ROOT / "assets" / "gallery" / "photo" / "mug-cup_saucer-0000.webp"
    clean.panel.locator(".change").click()
    clean.cleaned(lambda: clean.panel.locator("input.file").set_input_files(photo))
    assert clean.ink_colours() != other
    clean.open_tab("Find")
    expect(explained).to_have_class("explained picked")
    expect(explained.locator(".detail")).to_contain_text("your own photo, similarity")
    expect(explained.locator("img")).to_have_attribute("src", re.compile("^data:image/jpeg"))
    colours = clean.ink_colours()
    clean.answered(lambda: clean.draw(SEAT))
    expect(explained.locator(".detail")).to_contain_text("your own photo")
    assert clean.ink_colours() != colours
    clean.answered(explained.locator(".let-go").click)
    expect(explained).to_have_class("explained")
    clean.open_tab()
    expect(clean.panel.locator(".target .lead")).to_have_text("No photo chosen yet")
    expect(clean.flags).to_have_count(0)


def test_a_photo_of_ones_own_gives_way_to_one_that_is_picked(clean: CleanHand):
    photo = ROOT / "assets" / "gallery" / "photo" / "chair-dining-0000.webp"
    clean.panel.locator(".change").click()
    clean.cleaned(lambda: clean.panel.locator("input.file").set_input_files(photo))
    clean.open_tab("Find")
    chosen = clean.page.locator(".photo img").nth(4).get_attribute("src") or ""
    clean.answered(clean.page.locator(".photo").nth(4).click)
    clean.cleaned(clean.open_tab)
    expect(clean.panel.locator(".target img")).to_have_attribute("src", chosen)
    expect(clean.panel.locator(".target .detail")).not_to_have_text("your own photo")


def test_words_of_an_answer_stay_words(clean: CleanHand):
    def change(route: Route) -> None:
        response = route.fetch()
        if route.request.post_data_json.get("fn_name") != "clean_sketch":
            route.fulfill(response=response)
            return
        fields = json.loads(response.json())
        evil = {"stroke_id": 0, "first": 0, "last": 1, "gain": 1, "reason": "<b id=evil>x</b>"}
        route.fulfill(response=response, body=json.dumps(json.dumps(fields | {"flags": [evil]})))

    clean.page.route(QUESTIONS, change)
    clean.cleaned(lambda: clean.draw(SEAT))
    expect(clean.flags.first).to_contain_text("<b id=evil>")
    assert clean.page.locator("#evil").count() == 0


def test_dashes_are_not_in_a_saved_picture(clean: CleanHand):
    ink = clean.ink_colours()
    clean.open_tab("Find")
    clean.page.wait_for_timeout(300)
    assert clean.ink_colours() == ink
