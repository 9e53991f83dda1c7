"""A photo of the sketch, and the strokes that it ignores, on the real page with tiny weights."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, Request, Route, expect

from tests.browser.hand import BACK, CHAIR, LEG, SEAT, Hand
from tests.browser.serving import Server, running_server
from tests.models.sketch_to_photo.made_networks import saved_photo_generator

pytestmark = pytest.mark.browser
QUESTIONS = "**/component_server/"
WAIT_MS = 20_000


def server_of(path: Path) -> Iterator[Server]:
    with running_server(environment={"SKETCHAPP_PHOTO_GENERATOR": str(path)}) as running:
        yield running


@pytest.fixture(scope="module")
def ignoring(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server whose untrained weights ignore every stroke, whatever is done for them."""
    folder = tmp_path_factory.mktemp("photo")
    yield from server_of(saved_photo_generator(folder / "all.safetensors", ignored_under=1e9))


@pytest.fixture
def drawing(open_page: Callable[..., Page], ignoring: Server) -> Hand:
    return Hand(open_page(ignoring.address))


@pytest.fixture
def photographing(drawing: Hand) -> Hand:
    """With a chair on the canvas, its photo made, and what is ignored found."""
    drawing.draw_answered(*CHAIR)
    open_tab(drawing)
    wait_for(drawing, "ignored")
    return drawing


def open_tab(hand: Hand) -> None:
    hand.page.get_by_role("tab", name="Photo").click()
    expect(hand.page.locator(".generate-panel")).to_be_visible()


def wait_for(hand: Hand, what: str, count: int = 1) -> None:
    """Wait until the panel has shown a `photo`, or what is `ignored`, so many times."""
    hand.page.wait_for_function(
        "([what, count]) => document.querySelector('.generate-panel').photoTimings"
        ".filter((one) => one.what === what).length >= count",
        arg=[what, count],
        timeout=WAIT_MS,
    )


def part(hand: Hand, name: str):
    return hand.page.locator(f".generate-panel {name}")


def address_of(hand: Hand, name: str = ".frame .photo") -> str:
    return part(hand, name).get_attribute("src") or ""


def asked_names(page: Page) -> list[str]:
    """Names of the functions that the page calls from now on."""
    names: list[str] = []

    def note(request: Request) -> None:
        if "component_server" in request.url:
            names.append(json.loads(request.post_data or "{}").get("fn_name", ""))

    page.on("request", note)
    return names


def test_a_photo_comes_after_the_search_and_only_while_the_tab_is_seen(drawing: Hand):
    asked = asked_names(drawing.page)
    drawing.draw_answered(SEAT)
    drawing.page.wait_for_timeout(500)
    assert not {"list_categories", "make_photos", "find_ignored"} & set(asked)
    open_tab(drawing)
    wait_for(drawing, "ignored")
    del asked[:]
    drawing.draw_answered(BACK)
    wait_for(drawing, "ignored", 2)
    photos = ["answer_sketch", "make_photos", "find_ignored"]
    assert [name for name in asked if name in photos] == photos
    drawing.page.get_by_role("tab", name="Find").click()
    del asked[:]
    drawing.draw_answered(LEG)
    drawing.page.wait_for_timeout(700)
    assert "make_photos" not in asked and "find_ignored" not in asked


def test_who_leaves_the_tab_early_finds_all_when_back(drawing: Hand):
    drawing.draw_answered(*CHAIR)
    open_tab(drawing)
    wait_for(drawing, "photo")
    drawing.page.get_by_role("tab", name="Find").click()
    drawing.page.wait_for_timeout(700)
    open_tab(drawing)
    expect(part(drawing, ".strokes button")).to_have_count(3, timeout=WAIT_MS)
    assert marked_pixels(drawing) > 100


def test_an_empty_canvas_says_what_will_be_there(drawing: Hand):
    open_tab(drawing)
    expect(part(drawing, ".none")).to_contain_text("Draw something")
    expect(part(drawing, ".kind option")).to_have_text(["guessed", "chair", "shoe"])
    for button in (".others", ".save"):
        expect(part(drawing, button)).to_be_disabled()
    drawing.draw(SEAT)
    expect(part(drawing, ".frame .photo")).to_be_visible(timeout=WAIT_MS)
    expect(part(drawing, ".none")).to_be_hidden()
    drawing.press("clear")
    expect(part(drawing, ".none")).to_be_visible()
    expect(part(drawing, ".variant img").first).to_have_css("visibility", "hidden")
    expect(part(drawing, ".ignored")).to_be_hidden()


def test_variants_change_colours_and_one_becomes_the_photo(photographing: Hand, tmp_path: Path):
    first = address_of(photographing)
    variants = part(photographing, ".variant")
    expect(variants).to_have_text(["seed 1", "seed 2", "seed 3"])
    variants.nth(1).click()
    expect(variants.nth(1)).to_have_attribute("aria-pressed", "true")
    expect(part(photographing, ".frame .photo")).not_to_have_attribute("src", first)
    with photographing.page.expect_download() as saved:
        part(photographing, ".save").click()
    assert saved.value.suggested_filename == "photo-seed-2.png"
    saved.value.save_as(tmp_path / "photo.png")
    assert Image.open(tmp_path / "photo.png").size == (16, 16)
    part(photographing, ".others").click()
    expect(variants).to_have_text(["seed 4", "seed 5", "seed 6"], timeout=WAIT_MS)


def test_the_kind_is_guessed_or_chosen(photographing: Hand):
    said = part(photographing, ".said")
    expect(said).to_contain_text("It takes this for a")
    expect(part(photographing, ".kind option").first).to_have_text(re.compile("guessed: (ch|sh)"))
    part(photographing, ".kind select").select_option("shoe")
    expect(said).to_contain_text("As you chose, a shoe", timeout=WAIT_MS)


def test_colours_say_the_influence_at_a_level_until_the_tab_is_left(photographing: Hand):
    before = photographing.ink_colours()
    part(photographing, '.level input[value="mid"]').check(force=True)
    photographing.page.wait_for_timeout(200)
    shown = photographing.ink_colours()
    assert shown != before and any(blue > red > green for red, green, blue in shown)
    expect(photographing.root).to_have_class(re.compile("without-colours"))
    photographing.page.get_by_role("tab", name="Find").click()
    photographing.page.wait_for_timeout(300)
    assert photographing.ink_colours() == before
    open_tab(photographing)
    photographing.page.wait_for_timeout(300)
    assert photographing.ink_colours() == shown


def marked_pixels(hand: Hand) -> int:
    return hand.root.evaluate(
        """root => {
          const { canvas } = root.querySelector('.marks').getContext('2d');
          const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
          return data.filter((value, i) => i % 4 === 3 && value > 0).length;
        }"""
    )


def test_ignored_strokes_are_dashed_numbered_and_named(photographing: Hand):
    expect(part(photographing, ".said")).to_contain_text("3 strokes are ignored")
    names = part(photographing, ".strokes button")
    expect(names).to_have_count(3)
    for name in names.all_inner_texts():
        assert re.search(r"\d\s+Stroke (at|on|in) the .* % of the ink", name)
    assert marked_pixels(photographing) > 100
    photographing.page.get_by_role("tab", name="Clean").click()
    photographing.page.wait_for_timeout(300)
    assert marked_pixels(photographing) == 0


def test_a_stroke_that_is_pointed_at_or_focused_is_left_out(photographing: Hand):
    photographing.page.get_by_role("tab", name="Photo").focus()
    expect(part(photographing, ".hint")).to_contain_text("Point at a stroke")
    part(photographing, ".strokes button").first.hover()
    expect(part(photographing, ".most")).to_contain_text("% at most", timeout=WAIT_MS)
    hovered = address_of(photographing, ".without img")
    assert hovered.startswith("data:image/png") and hovered != address_of(photographing)
    part(photographing, ".strokes button").nth(1).focus()
    expect(part(photographing, ".without img")).not_to_have_attribute(
        "src", hovered, timeout=WAIT_MS
    )
    assert address_of(photographing, ".difference img").startswith("data:image/png")


def test_any_stroke_is_looked_at_on_the_paper_or_by_steps(drawing: Hand):
    drawing.draw_answered(*CHAIR)
    open_tab(drawing)
    wait_for(drawing, "ignored")
    which = part(drawing, ".peek .which")
    expect(which).to_have_text("3 strokes")
    box = drawing.stage.bounding_box()
    assert box is not None
    drawing.page.mouse.move(box["x"] + 0.31 * box["width"], box["y"] + 0.7 * box["height"])
    expect(which).to_have_text("3 of 3")
    expect(part(drawing, ".most")).to_contain_text("% at most", timeout=WAIT_MS)
    leg = address_of(drawing, ".without img")
    drawing.page.mouse.move(box["x"] + 5, box["y"] + 5)
    drawing.page.get_by_role("button", name="Stroke after").click()
    expect(which).to_have_text("1 of 3")
    expect(part(drawing, ".without img")).not_to_have_attribute("src", leg, timeout=WAIT_MS)
    drawing.page.get_by_role("button", name="Stroke before").click()
    expect(part(drawing, ".without img")).to_have_attribute("src", leg, timeout=WAIT_MS)
    drawing.draw_answered([(0.2, 0.2), (0.8, 0.3)])
    expect(which).to_have_text("4 strokes", timeout=WAIT_MS)
    asked = asked_names(drawing.page)
    drawing.page.get_by_role("tab", name="Find").click()
    drawing.page.mouse.move(box["x"] + 0.31 * box["width"], box["y"] + 0.7 * box["height"])
    drawing.page.wait_for_timeout(500)
    assert "leave_out" not in asked


def test_bending_is_compared_and_undone(photographing: Hand):
    before = address_of(photographing)
    part(photographing, '.ways input[value="bend"]').check(force=True)
    part(photographing, ".go").click()
    expect(part(photographing, ".comparing")).to_be_visible(timeout=WAIT_MS)
    expect(part(photographing, ".go")).to_be_visible(timeout=WAIT_MS)
    expect(part(photographing, ".frame .photo")).not_to_have_attribute("src", before)
    expect(part(photographing, ".frame .old")).to_have_attribute("src", before)
    slider = photographing.page.get_by_role("slider", name="Before and after")
    slider.focus()
    photographing.page.keyboard.press("End")
    frame = part(photographing, ".frame")
    assert frame.evaluate("frame => frame.style.getPropertyValue('--cut')") == "100%"
    expect(slider).to_have_attribute("aria-valuetext", re.compile("100 %"))
    part(photographing, ".undo").click()
    expect(part(photographing, ".comparing")).to_be_hidden()
    expect(part(photographing, ".frame .photo")).to_have_attribute("src", before)
    expect(part(photographing, ".said")).to_contain_text("as it was before")


def test_a_stroke_that_is_heeded_now_is_no_longer_dashed(photographing: Hand):
    def all_but_the_last(route: Route) -> None:
        response = route.fetch()
        answer = json.loads(response.json())
        if "still" in answer:
            answer["still"] = answer["still"][-1:]
        route.fulfill(response=response, json=json.dumps(answer))

    dashed = marked_pixels(photographing)
    photographing.page.route(QUESTIONS, all_but_the_last)
    part(photographing, ".go").click()
    expect(part(photographing, ".heard")).to_have_count(2, timeout=WAIT_MS)
    expect(part(photographing, ".heard").first).to_contain_text("heeded now")
    expect(part(photographing, ".go")).to_be_visible(timeout=WAIT_MS)
    assert 0 < marked_pixels(photographing) < dashed
    part(photographing, ".undo").click()
    expect(part(photographing, ".heard")).to_have_count(0)
    assert marked_pixels(photographing) == dashed


def test_where_stronger_strokes_do_not_help_it_says_so(photographing: Hand):
    part(photographing, ".go").click()
    expect(part(photographing, ".said")).to_contain_text("did not help", timeout=WAIT_MS)


def test_listening_shows_how_far_it_is_and_stops(photographing: Hand):
    asked = asked_names(photographing.page)
    photographing.page.route(QUESTIONS, _without_end())
    part(photographing, ".go").click()
    stop = photographing.page.get_by_role("button", name="Stop")
    expect(stop).to_be_focused()
    expect(part(photographing, ".step")).to_contain_text("Step", timeout=WAIT_MS)
    stop.click()
    expect(part(photographing, ".said")).to_contain_text("Stopped")
    photographing.page.wait_for_timeout(600)
    count = asked.count("go_on_listening")
    photographing.page.wait_for_timeout(1000)
    assert asked.count("go_on_listening") == count
    expect(part(photographing, ".go")).to_be_focused()


def _without_end() -> Callable[[Route], None]:
    """The first step again and again: nobody is quicker than these weights are."""
    steps: list[dict] = []

    def answer(route: Route) -> None:
        response = route.fetch()
        given = json.loads(response.json())
        if "step" in given and not steps:
            steps.append(given | {"is_last": False, "step": 1, "total": 6})
        is_later = steps and ("step" in given or "error" in given)
        route.fulfill(response=response, json=json.dumps(steps[0] if is_later else given))

    return answer


def test_another_stroke_ends_listening_and_makes_another_photo(photographing: Hand):
    part(photographing, '.ways input[value="bend"]').check(force=True)
    part(photographing, ".go").click()
    expect(part(photographing, ".comparing")).to_be_visible(timeout=WAIT_MS)
    photographing.draw_answered([(0.2, 0.2), (0.8, 0.3)])
    wait_for(photographing, "ignored", 2)
    expect(part(photographing, ".comparing")).to_be_hidden()
    expect(part(photographing, ".strokes button")).to_have_count(4)


def test_markup_in_an_answer_stays_text(drawing: Hand):
    def changed(route: Route) -> None:
        response = route.fetch()
        answer = json.loads(response.json())
        if "photos" in answer or "ignored" in answer:
            answer["sentence"] = answer["category"] = "<img src=x onerror=a()>"
            for stroke in answer.get("ignored", []):
                stroke["sentence"] = "<img src=x onerror=a()>"
        route.fulfill(response=response, json=json.dumps(answer))

    drawing.draw_answered(SEAT)
    drawing.page.route(QUESTIONS, changed)
    open_tab(drawing)
    expect(part(drawing, ".said")).to_contain_text("<img src=x onerror=a()>", timeout=WAIT_MS)
    expect(part(drawing, ".strokes button")).to_contain_text("<img src=x", timeout=WAIT_MS)


def test_a_server_that_is_gone_is_said_and_asked_again(photographing: Hand):
    photographing.page.route(QUESTIONS, lambda route: route.abort())
    part(photographing, ".others").click()
    expect(part(photographing, ".said")).to_contain_text("does not answer", timeout=WAIT_MS)
    photographing.page.unroute(QUESTIONS)
    expect(part(photographing, ".variant").first).to_have_text("seed 4", timeout=WAIT_MS)


def test_a_server_that_was_away_at_first_is_said_and_missed_in_nothing(drawing: Hand):
    drawing.draw_answered(SEAT)
    drawing.page.route(QUESTIONS, lambda route: route.abort())
    open_tab(drawing)
    expect(part(drawing, ".none")).to_contain_text("does not answer", timeout=WAIT_MS)
    drawing.page.unroute(QUESTIONS)
    expect(part(drawing, ".frame .photo")).to_be_visible(timeout=WAIT_MS)
    expect(part(drawing, ".kind option")).to_have_count(3)
    expect(part(drawing, ".kind option").first).to_have_text(re.compile("guessed: "))


def test_while_the_search_does_not_answer_nobody_is_asked_to_draw(drawing: Hand):
    drawing.page.route(QUESTIONS, lambda route: route.abort())
    drawing.draw(SEAT)
    expect(drawing.status).to_contain_text("does not answer", timeout=WAIT_MS)
    open_tab(drawing)
    expect(part(drawing, ".none")).to_contain_text("does not answer")
    drawing.page.unroute(QUESTIONS)
    expect(part(drawing, ".frame .photo")).to_be_visible(timeout=WAIT_MS)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_is_wider_than_the_window(
    open_page: Callable[..., Page], ignoring: Server, width: int, scheme: str
):
    viewport = {"width": width, "height": 844}
    hand = Hand(open_page(ignoring.address, viewport=viewport, color_scheme=scheme))
    hand.draw_answered(*CHAIR)
    open_tab(hand)
    wait_for(hand, "ignored")
    part(hand, ".go").click()
    expect(part(hand, ".said")).to_contain_text("did not help", timeout=WAIT_MS)
    assert hand.page.evaluate("document.documentElement.scrollWidth") == width
    expect(part(hand, ".frame")).to_be_in_viewport()


@pytest.mark.parametrize(
    ("ignored_under", "sentence"),
    [(0.0, "nothing is ignored"), (None, "not measured for these weights")],
)
def test_where_nothing_is_marked_it_is_said_why(
    open_page: Callable[..., Page], tmp_path: Path, ignored_under: float | None, sentence: str
):
    path = saved_photo_generator(tmp_path / "tiny.safetensors", ignored_under)
    for server in server_of(path):
        hand = Hand(open_page(server.address))
        hand.draw_answered(SEAT)
        open_tab(hand)
        expect(part(hand, ".said")).to_contain_text(sentence, timeout=WAIT_MS)
        expect(part(hand, ".ignored")).to_be_hidden()
        assert marked_pixels(hand) == 0
        hand.page.get_by_role("button", name="Stroke after").click()
        expect(part(hand, ".most")).to_contain_text("% at most", timeout=WAIT_MS)
        assert marked_pixels(hand) > 0
        hand.page.get_by_role("tab", name="Fool").click()
        hand.page.wait_for_timeout(300)
        assert marked_pixels(hand) == 0


def test_weights_that_cannot_be_read_are_a_sentence(open_page: Callable[..., Page], tmp_path: Path):
    path = tmp_path / "broken.safetensors"
    path.write_bytes(b"no weights")
    for server in server_of(path):
        hand = Hand(open_page(server.address))
        hand.draw_answered(SEAT)
        open_tab(hand)
        expect(part(hand, ".none")).to_contain_text("broken.safetensors", timeout=WAIT_MS)


def test_without_weights_the_tab_says_what_to_do(open_page: Callable[..., Page], tmp_path: Path):
    for server in server_of(tmp_path / "none.safetensors"):
        hand = Hand(open_page(server.address))
        hand.draw_answered(SEAT)
        open_tab(hand)
        expect(part(hand, ".missing")).to_contain_text("no weights for photos")
        expect(part(hand, ".works")).to_be_hidden()
