"""How abstract the sketch is taken to be, and how sure the search is, beside the photos."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
import torch
from playwright.sync_api import Page, Route, expect

from sketchapp.models.retriever import MatrixRetriever, RetrieverConfig
from sketchapp.sketch import Sketch
from sketchapp.sketch.formats.sketch_json import sketch_to_json
from tests.browser.hand import BACK, LEG, SEAT, Hand
from tests.browser.serving import Server, running_server
from tests.made_datasets import make_gallery

pytestmark = pytest.mark.browser
QUESTIONS = "**/component_server/"
THREE_LEVELS = RetrieverConfig(groups=(3, 3, 3), width=8, size_px=64)
ONE_LEVEL = RetrieverConfig(groups=(1,), width=8, size_px=64)
N_PHOTOS = 14


def served(folder: Path, config: RetrieverConfig) -> Iterator[Server]:
    """A server with an untrained network and a gallery of polygons."""
    torch.manual_seed(0)
    MatrixRetriever(config).save(folder / "retriever.safetensors", {})
    environment = {
        "SKETCHAPP_CHECKPOINT": str(folder / "retriever.safetensors"),
        "SKETCHAPP_GALLERY": str(make_gallery(folder / "gallery", N_PHOTOS)),
    }
    with running_server(environment=environment) as server:
        yield server


@pytest.fixture(scope="module")
def three_levels(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    yield from served(tmp_path_factory.mktemp("three"), THREE_LEVELS)


@pytest.fixture(scope="module")
def one_level(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    yield from served(tmp_path_factory.mktemp("one"), ONE_LEVEL)


class Questions:
    """Lets the server answer, keeps what was asked, and puts doubts into the answers by turns."""

    def __init__(self, page: Page, doubts: Sequence[float] = ()) -> None:
        self.asked: list[dict[str, Any]] = []
        self.answers: list[dict[str, Any]] = []
        self._doubts = list(doubts)
        page.route(QUESTIONS, self._answer)

    def _answer(self, route: Route) -> None:
        asked = (route.request.post_data_json or {}).get("data")
        if not isinstance(asked, dict) or "revision" not in asked:
            route.continue_()
            return
        response = route.fetch()
        answer = json.loads(response.json())
        if self._doubts:
            answer["entropy"] = self._doubts.pop(0)
        self.asked.append(asked)
        self.answers.append(answer)
        route.fulfill(response=response, json=json.dumps(answer))


def points(page: Page) -> list[tuple[float, float]]:
    """Where the curve has its corners, px."""
    places = page.locator(".how-sure .line").get_attribute("points") or ""
    return [(float(x), float(y)) for x, y in (place.split(",") for place in places.split())]


def top_of_photos(page: Page) -> float:
    """Where the photos begin on the page, px."""
    return page.evaluate(
        "document.querySelector('.grid').getBoundingClientRect().top + window.scrollY"
    )


def choose(hand: Hand, level: str) -> None:
    hand.page.locator(f'.steps input[value="{level}"]').check(force=True)


@pytest.fixture
def hand(open_page: Callable[..., Page], three_levels: Server) -> Hand:
    return Hand(open_page(three_levels.address))


def test_auto_shows_the_level_that_was_taken(hand: Hand):
    questions = Questions(hand.page)
    expect(hand.page.locator(".level")).to_contain_text("Draw")
    hand.answered(lambda: hand.draw(SEAT))
    found = questions.answers[0]["abstraction"]
    expect(hand.page.locator(".level")).to_have_text(found["sentence"])
    expect(hand.page.locator(".level")).to_contain_text(f"{found['rows']} of 9 rows")
    expect(hand.page.locator(".steps .taken")).to_have_text(found["name"])
    auto = hand.page.locator('.steps input[value=""]')
    expect(auto).to_be_checked()
    expect(auto).to_have_attribute("aria-label", f"Auto, {found['name'].lower()} at present")


def test_the_level_shown_goes_back_with_the_next_question(hand: Hand):
    questions = Questions(hand.page)
    hand.answered(lambda: hand.draw(SEAT))
    hand.answered(lambda: hand.draw(BACK))
    shown = questions.answers[0]["abstraction"]["level"]
    assert [asked["previous_level"] for asked in questions.asked] == [None, shown]
    hand.press("clear")
    hand.answered(lambda: hand.draw(SEAT))
    assert questions.asked[-1]["previous_level"] is None


@pytest.mark.parametrize(("level", "name", "rows"), [("0", "coarse", 3), ("2", "fine", 9)])
def test_a_level_can_be_forced(hand: Hand, level: str, name: str, rows: int):
    questions = Questions(hand.page)
    hand.answered(lambda: hand.draw(SEAT))
    hand.answered(lambda: choose(hand, level))
    assert questions.asked[-1]["level"] == int(level)
    similarity = questions.answers[-1]["found"][0]["similarity"]
    expect(hand.page.locator(".similarity").first).to_have_text(f"{similarity:.2f}")
    expect(hand.page.locator(".level")).to_contain_text(f"You chose {name}")
    expect(hand.page.locator(".level")).to_contain_text(f"{rows} of 9 rows")
    expect(hand.page.locator(".steps .taken")).to_have_count(0)
    hand.answered(lambda: hand.draw(BACK))
    assert questions.asked[-1]["level"] == int(level)
    assert questions.answers[-1]["abstraction"]["forced"]


def test_a_forced_level_is_kept_over_clearing_until_auto(hand: Hand):
    questions = Questions(hand.page)
    choose(hand, "1")
    hand.answered(lambda: hand.draw(SEAT))
    assert questions.asked[-1]["level"] == 1
    hand.press("clear")
    expect(hand.page.locator('.steps input[value="1"]')).to_be_checked()
    expect(hand.page.locator(".level")).to_contain_text("You chose medium")
    hand.answered(lambda: hand.draw(SEAT))
    assert questions.asked[-1]["level"] == 1
    hand.answered(lambda: choose(hand, ""))
    assert questions.asked[-1]["level"] is None
    assert questions.asked[-1]["previous_level"] is None  # what was forced says nothing
    expect(hand.page.locator(".level")).not_to_contain_text("You chose")


def test_the_steps_can_be_used_with_the_keyboard(hand: Hand):
    questions = Questions(hand.page)
    hand.answered(lambda: hand.draw(SEAT))
    hand.page.locator('.steps input[value=""]').focus()
    hand.answered(lambda: hand.page.keyboard.press("ArrowRight"))
    assert questions.asked[-1]["level"] == 0
    group = hand.page.get_by_role("group", name="How it reads your sketch")
    expect(group.get_by_role("radio")).to_have_count(4)
    expect(group.get_by_role("radio", name="Coarse")).to_be_checked()


def test_the_curve_falls_as_the_drawing_settles(hand: Hand):
    Questions(hand.page, doubts=(0.9, 0.6, 0.3))
    curve = hand.page.locator(".how-sure svg")
    hand.answered(lambda: hand.draw(SEAT))
    expect(curve).to_have_attribute("aria-label", "How sure: 10 %")
    hand.answered(lambda: hand.draw(BACK))
    hand.answered(lambda: hand.draw(LEG))
    expect(curve).to_have_attribute("aria-label", "How sure: 70 %, surer than before")
    expect(hand.page.locator(".percent")).to_have_text("70 %")
    expect(hand.page.locator(".trend")).to_have_text("Surer: doubt falls")
    (x0, y0), (x1, y1), (x2, y2) = points(hand.page)
    assert x0 < x1 < x2
    assert y0 < y1 < y2  # down the screen
    assert y2 - y1 == pytest.approx(y1 - y0)


def test_undo_takes_the_curve_back_and_redo_brings_it_again(hand: Hand):
    Questions(hand.page, doubts=(0.9, 0.6, 0.6, 0.9, 0.6))
    hand.answered(lambda: hand.draw(SEAT))
    hand.answered(lambda: hand.draw(BACK))
    both = points(hand.page)
    assert len(both) == 2
    hand.answered(lambda: hand.press("undo"))
    assert len(points(hand.page)) == 1
    hand.answered(lambda: hand.press("redo"))
    assert [x for x, _ in points(hand.page)] == [x for x, _ in both]


def test_clearing_empties_the_curve_and_an_opened_drawing_begins_its_own(hand: Hand):
    hand.answered(lambda: hand.draw(SEAT))
    hand.answered(lambda: hand.draw(BACK))
    hand.press("clear")
    assert points(hand.page) == []
    expect(hand.page.locator(".percent")).to_have_text("–")
    hand.answered(lambda: hand.draw(LEG))
    assert len(points(hand.page)) == 1
    opened = sketch_to_json(Sketch.from_polylines([SEAT, BACK])).encode()
    file = {"name": "chair.json", "mimeType": "application/json", "buffer": opened}
    hand.answered(lambda: hand.root.locator(".file").set_input_files(file))  # type: ignore[arg-type]
    assert len(points(hand.page)) == 1
    hand.answered(lambda: hand.draw(LEG))
    assert len(points(hand.page)) == 2


def test_a_reload_brings_the_present_point_back(hand: Hand):
    hand.answered(lambda: hand.draw(SEAT))
    hand.answered(lambda: hand.draw(BACK))
    assert len(hand.strokes()) == 2
    hand.page.reload()
    hand.page.wait_for_selector(".stage")
    hand.wait_for_answers()
    assert len(points(hand.page)) == 1
    expect(hand.page.locator(".percent")).to_contain_text("%")


def test_doubts_about_other_photos_are_not_compared(hand: Hand):
    hand.answered(lambda: hand.draw(SEAT))
    hand.answered(lambda: hand.draw(BACK))
    chairs = hand.page.locator('.categories input[value="chair"]')
    hand.answered(lambda: chairs.check(force=True))
    assert len(points(hand.page)) == 1


@pytest.mark.parametrize("width", [390, 1000, 1280])
def test_nothing_below_moves(open_page: Callable[..., Page], three_levels: Server, width: int):
    page = open_page(three_levels.address, viewport={"width": width, "height": 800})
    hand = Hand(page)
    page.wait_for_timeout(300)
    before = top_of_photos(page)
    hand.answered(lambda: hand.draw(SEAT))
    for level in ("0", "1", "2", ""):
        hand.answered(lambda level=level: choose(hand, level))
        assert top_of_photos(page) == before


def test_a_level_chosen_while_an_answer_is_on_its_way_counts(hand: Hand):
    hand.answered(lambda: hand.draw(SEAT))
    waiting: list[Route] = []

    def hold_the_first(route: Route) -> None:
        if waiting or route.request.post_data_json["fn_name"] == "guess_drawing":
            route.continue_()
        else:
            waiting.append(route)

    hand.page.route(QUESTIONS, hold_the_first)
    hand.draw(BACK)
    choose(hand, "0")
    waiting[0].continue_()  # the answer for the stroke, at a level of its own
    expect(hand.page.locator(".level")).to_contain_text("You chose coarse")
    assert hand.answer_count() == 2  # the first one, and the one at the chosen level


def test_a_retriever_of_one_level_shows_only_how_sure_it_is(
    open_page: Callable[..., Page], one_level: Server
):
    hand = Hand(open_page(one_level.address))
    hand.answered(lambda: hand.draw(SEAT))
    expect(hand.page.locator(".steps-box")).to_be_hidden()
    expect(hand.page.locator(".level")).to_be_hidden()
    expect(hand.page.locator(".percent")).to_contain_text("%")
    assert len(points(hand.page)) == 1


@pytest.mark.parametrize("width", [320, 390, 768, 1000, 1280])
def test_the_strip_fits_into_the_window(
    open_page: Callable[..., Page], three_levels: Server, width: int
):
    page = open_page(three_levels.address, viewport={"width": width, "height": 844})
    hand = Hand(page)
    hand.answered(lambda: hand.draw(SEAT))
    assert page.evaluate("document.documentElement.scrollWidth") == width
    strip = page.locator(".reading").bounding_box()
    assert strip
    for part in page.locator(".reading :is(label, p, svg)").all():
        box = part.bounding_box()
        assert box and box["x"] >= strip["x"]
        assert box["x"] + box["width"] <= strip["x"] + strip["width"]
        assert box["y"] + box["height"] <= strip["y"] + strip["height"]
