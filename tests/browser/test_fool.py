"""What the sketch is taken for, and what fools it, on the real page with a made-up classifier."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.hand import BACK, CHAIR, LEG, SEAT, Hand
from tests.browser.serving import Server, running_server
from tests.models.tiny_classifiers import NAMES, saved_classifier

pytestmark = pytest.mark.browser
QUESTIONS = "**/component_server/"


@pytest.fixture(scope="module")
def guessing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server whose classifier is untrained: it gives names, and is fooled by anything."""
    path = saved_classifier(tmp_path_factory.mktemp("fool") / "classifier.safetensors")
    with running_server(environment={"SKETCHAPP_CLASSIFIER": str(path)}) as running:
        yield running


@pytest.fixture
def fooling(open_page: Callable[..., Page], guessing: Server) -> Hand:
    return Hand(open_page(guessing.address))


def open_tab(hand: Hand) -> None:
    hand.page.get_by_role("tab", name="Fool").click()
    expect(hand.page.locator(".fool-panel")).to_be_visible()


def fool(hand: Hand, kind: str) -> None:
    hand.page.locator(f'.fool-panel input[value="{kind}"]').check(force=True)
    hand.page.locator(".fool-panel .go").click()
    expect(hand.page.locator(".fool-panel .verdict")).to_contain_text("ooled", timeout=15_000)


def test_the_guess_stands_on_the_canvas_while_one_draws(fooling: Hand):
    chip = fooling.page.locator(".guess-chip")
    expect(chip).to_be_hidden()
    fooling.draw(SEAT)
    expect(chip).to_contain_text("Looks like", timeout=15_000)
    assert any(name in chip.inner_text() for name in NAMES)
    fooling.press("clear")
    expect(chip).to_be_hidden()


def test_a_guess_that_does_not_come_leaves_the_last_one(fooling: Hand):
    def only_search(route: Route) -> None:
        is_guess = route.request.post_data_json.get("fn_name") == "guess_drawing"
        return route.abort() if is_guess else route.continue_()

    chip = fooling.page.locator(".guess-chip")
    fooling.draw(SEAT)
    expect(chip).to_contain_text("Looks like", timeout=15_000)
    fooling.page.route(QUESTIONS, only_search)
    fooling.draw_answered(BACK)
    fooling.page.wait_for_timeout(500)
    expect(chip).to_contain_text("Looks like")


def test_ink_is_seen_through_the_guess(fooling: Hand):
    fooling.draw(SEAT)
    chip = fooling.page.locator(".guess-chip")
    expect(chip).to_have_css("background-color", "rgba(238, 242, 247, 0.7)", timeout=15_000)


def test_the_guess_never_goes_beside_a_question_to_the_search(fooling: Hand):
    asked: list[str] = []
    fooling.page.on(
        "request",
        lambda request: (
            asked.append(json.loads(request.post_data or "{}").get("fn_name", ""))
            if "component_server" in request.url
            else None
        ),
    )
    fooling.answered(lambda: fooling.draw(SEAT))
    fooling.answered(lambda: fooling.draw(BACK))
    expect(fooling.page.locator(".guess-chip")).to_be_visible()
    fooling.page.wait_for_timeout(500)
    assert asked[:2] == ["answer_sketch", "guess_drawing"]
    assert asked.count("guess_drawing") <= asked.count("answer_sketch")


def test_the_panel_lists_guesses_and_marks_what_fools_them(fooling: Hand):
    fooling.draw_answered(*CHAIR)
    open_tab(fooling)
    expect(fooling.page.locator(".guesses li:not(.blank)")).to_have_count(3)
    for kind in ("sla", "psla", "add", "move"):
        fool(fooling, kind)
        expect(fooling.page.locator(".fool-marks path")).to_have_count(2)
        for side in ("before", "after"):
            figure = fooling.page.locator(f".fool-panel .{side}")
            expect(figure.locator("svg")).to_be_visible()
            expect(figure.locator("b")).to_contain_text("%")
    assert len(fooling.strokes()) == 3  # the drawing stays as it was
    timings = fooling.page.locator(".fool-panel").evaluate("panel => panel.foolTimings")
    assert len(timings) == 4 and min(timings) > 0


def test_another_stroke_takes_marks_and_result_away(fooling: Hand):
    fooling.answered(lambda: fooling.draw(SEAT, BACK))
    open_tab(fooling)
    fool(fooling, "sla")
    fooling.answered(lambda: fooling.draw(LEG))
    expect(fooling.page.locator(".fool-marks path")).to_have_count(0)
    expect(fooling.page.locator(".fool-panel .result")).to_be_hidden()
    expect(fooling.page.locator(".verdict")).to_contain_text("has changed")


def test_other_settings_take_marks_and_result_away(fooling: Hand):
    fooling.draw_answered(*CHAIR)
    open_tab(fooling)
    for change in ("input[value=move]", "input[value='8']"):
        fool(fooling, "sla") if "move" in change else fooling.page.click(".fool-panel .go")
        expect(fooling.page.locator(".fool-panel .result")).to_be_visible()
        fooling.page.locator(f".fool-panel {change}").check(force=True)
        expect(fooling.page.locator(".fool-panel .result")).to_be_hidden()
        expect(fooling.page.locator(".fool-marks path")).to_have_count(0)
        expect(fooling.page.locator(".verdict")).to_contain_text("Choose how")


def test_marks_belong_to_the_tab_and_never_catch_the_pen(fooling: Hand):
    fooling.answered(lambda: fooling.draw(SEAT, BACK))
    open_tab(fooling)
    fool(fooling, "psla")
    expect(fooling.page.locator(".fool-marks")).to_be_visible()
    fooling.page.get_by_role("tab", name="Find").click()
    expect(fooling.page.locator(".fool-marks")).to_be_hidden()
    fooling.draw(LEG)
    assert len(fooling.strokes()) == 3


def test_a_wanted_name_and_an_empty_canvas(fooling: Hand):
    open_tab(fooling)
    go = fooling.page.locator(".fool-panel .go")
    expect(go).to_be_disabled()
    fooling.draw_answered(*CHAIR)
    expect(go).to_be_enabled()
    fooling.page.locator(".fool-panel select").select_option("circle")
    go.click()
    expect(fooling.page.locator(".verdict")).to_contain_text("circle", timeout=15_000)


def test_markup_in_an_answer_stays_text(fooling: Hand):
    def changed(route: Route) -> None:
        response = route.fetch()
        answer = json.loads(response.json())
        if "verdict" in answer:
            answer["verdict"] = answer["after"]["guess"]["category"] = "<img src=x onerror=a()>"
        route.fulfill(response=response, json=json.dumps(answer))

    fooling.draw_answered(*CHAIR)
    open_tab(fooling)
    fooling.page.route(QUESTIONS, changed)
    fooling.page.locator(".fool-panel .go").click()
    expect(fooling.page.locator(".verdict")).to_have_text("<img src=x onerror=a()>")
    expect(fooling.page.locator(".after b")).to_contain_text("<img")


def test_a_server_that_is_gone_is_said(fooling: Hand):
    fooling.draw_answered(*CHAIR)
    open_tab(fooling)
    fooling.page.route(QUESTIONS, lambda route: route.abort())
    fooling.page.locator(".fool-panel .go").click()
    expect(fooling.page.locator(".verdict")).to_contain_text("did not answer", timeout=25_000)


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_is_wider_than_the_window(
    open_page: Callable[..., Page], guessing: Server, width: int
):
    hand = Hand(open_page(guessing.address, viewport={"width": width, "height": 844}))
    hand.draw_answered(*CHAIR)
    open_tab(hand)
    fool(hand, "psla")
    assert hand.page.evaluate("document.documentElement.scrollWidth") == width


def test_without_weights_the_tab_says_what_to_do(open_page: Callable[..., Page], tmp_path: Path):
    missing = {"SKETCHAPP_CLASSIFIER": str(tmp_path / "none.safetensors")}
    with running_server(environment=missing) as server:
        hand = Hand(open_page(server.address))
        hand.answered(lambda: hand.draw(SEAT))
        expect(hand.page.locator(".guess-chip")).to_have_count(0)
        open_tab(hand)
        expect(hand.page.locator(".fool-panel .missing")).to_contain_text("no classifier here")
        expect(hand.page.locator(".fool-panel form")).to_be_hidden()
