"""Drawing on the real page."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from sketchapp.sketch import LIMITS
from tests.browser.hand import BACK, CHAIR, LEG, SEAT, Hand
from tests.browser.serving import Server

pytestmark = pytest.mark.browser
PLAIN = (27, 31, 36)


def test_a_stroke_is_kept_with_time_pressure_and_pointer(hand: Hand):
    hand.draw(BACK)
    (stroke,) = hand.strokes()
    assert stroke["kind"] == "mouse"
    assert set(stroke["p"]) == {0.5}
    assert len(stroke["x"]) == len(stroke["y"]) == len(stroke["t"]) > 5
    assert stroke["t"][0] == 0
    assert stroke["t"] == sorted(stroke["t"])
    assert stroke["x"][0] == pytest.approx(BACK[0][0], abs=0.01)
    assert stroke["y"][-1] == pytest.approx(BACK[-1][1], abs=0.01)


def test_colours_come_by_themselves_and_can_be_switched_without_asking(hand: Hand):
    hand.draw(*CHAIR)
    hand.page.wait_for_function("document.querySelectorAll('.photo.filled').length === 12")
    expect(hand.root).not_to_have_class("sketch-canvas without-colours")
    hand.page.wait_for_timeout(500)
    answers = hand.answer_count()
    by_stroke = hand.ink_colours()
    assert by_stroke and PLAIN not in by_stroke
    hand.colours("point")
    along = hand.ink_colours()
    assert len(along) > len(by_stroke)
    hand.colours("off")
    assert hand.ink_colours() == {PLAIN}
    assert hand.answer_count() == answers


def test_undo_redo_and_clear(hand: Hand):
    hand.draw(SEAT, BACK)
    ids = [stroke["id"] for stroke in hand.strokes()]
    hand.press("undo")
    assert [stroke["id"] for stroke in hand.strokes()] == ids[:1]
    hand.press("redo")
    assert [stroke["id"] for stroke in hand.strokes()] == ids
    hand.press("clear")
    assert hand.strokes() == []
    expect(hand.root.locator(".welcome")).to_contain_text(
        "Draw a bag, a chair, a lamp, a mug, a shoe or a table here"
    )
    hand.press("undo")
    assert [stroke["id"] for stroke in hand.strokes()] == ids


def test_a_new_stroke_never_takes_an_id_that_was_undone(hand: Hand):
    hand.draw(SEAT, BACK)
    undone = hand.strokes()[1]["id"]
    hand.press("undo")
    hand.draw(LEG)
    assert undone not in [stroke["id"] for stroke in hand.strokes()]


def test_the_eraser_takes_whole_strokes_even_in_a_fast_move(hand: Hand):
    hand.draw(SEAT, BACK, LEG)
    hand.erase_at((0.1, 0.35), (0.9, 0.35))  # crosses only the back, far from its points
    assert len(hand.strokes()) == 2
    hand.press("undo")
    assert len(hand.strokes()) == 3


def test_keys(hand: Hand):
    hand.draw(SEAT, BACK)
    keyboard = hand.page.keyboard
    keyboard.press("Control+z")
    assert len(hand.strokes()) == 1
    keyboard.press("Control+Shift+z")
    assert len(hand.strokes()) == 2
    keyboard.press("e")
    expect(hand.root.locator('[data-act="eraser"]')).to_have_attribute("aria-pressed", "true")
    keyboard.press("p")
    expect(hand.root.locator('[data-act="pen"]')).to_have_attribute("aria-pressed", "true")
    keyboard.press("Shift+Delete")
    assert hand.strokes() == []


def test_undo_by_key_works_after_a_click_elsewhere(hand: Hand):
    hand.draw(SEAT)
    hand.expect_photos(12)
    hand.page.locator(".photo").nth(1).click()
    hand.page.keyboard.press("Control+z")
    assert hand.strokes() == []


def test_a_pen_brings_pressure_and_its_other_end_erases(hand: Hand):
    hand.stage.evaluate(
        """stage => {
          const box = stage.getBoundingClientRect();
          const send = (type, x, y, more) => stage.dispatchEvent(new PointerEvent(type, {
            pointerId: 1, pointerType: 'pen', bubbles: true, clientX: box.x + x * box.width,
            clientY: box.y + y * box.height, ...more }));
          stage.setPointerCapture = () => {};
          send('pointerdown', 0.2, 0.5, { pressure: 0.25, buttons: 1 });
          send('pointermove', 0.5, 0.5, { pressure: 0.75, buttons: 1 });
          send('pointerup', 0.5, 0.5, {});
        }"""
    )
    (stroke,) = hand.strokes()
    assert stroke["kind"] == "pen"
    assert stroke["p"][:2] == [0.25, 0.75]
    hand.stage.evaluate(
        """stage => {
          const box = stage.getBoundingClientRect();
          const at = { clientX: box.x + 0.3 * box.width, clientY: box.y + 0.5 * box.height };
          for (const type of ['pointerdown', 'pointerup']) {
            stage.dispatchEvent(new PointerEvent(type, {
              pointerId: 2, pointerType: 'pen', button: 5, buttons: 32, bubbles: true, ...at }));
          }
        }"""
    )
    assert hand.strokes() == []


def test_a_reload_brings_the_drawing_back_and_its_photos(hand: Hand):
    hand.draw(*CHAIR)
    before = hand.strokes()
    hand.page.reload()
    hand.expect_photos(12)
    assert hand.strokes() == before
    expect(hand.root.locator(".welcome")).to_be_hidden()
    expect(hand.root.locator('[data-act="undo"]')).to_be_disabled()


def test_each_tab_keeps_its_own_drawing(hand: Hand, server: Server):
    hand.draw(*CHAIR)
    drawn = hand.strokes()
    other = Hand(hand.page.context.new_page())
    other.page.goto(server.address)
    other.expect_photos(12)
    assert other.strokes() == drawn  # a new tab begins with it
    other.press("clear")
    assert other.strokes() == []
    hand.page.reload()
    hand.expect_photos(12)
    other.page.reload()
    expect(other.root.locator(".welcome")).to_be_visible()


def test_an_example_is_loaded_and_can_be_undone(hand: Hand):
    hand.root.locator(".welcome button").first.click()
    assert len(hand.strokes()) > 5
    hand.expect_photos(12)
    hand.press("undo")
    assert hand.strokes() == []


def test_saved_json_and_svg_come_back_by_opening_them(hand: Hand, tmp_path: Path):
    hand.draw(*CHAIR)
    drawn = hand.strokes()
    for ending in ("json", "svg"):
        saved = save(hand, ending, tmp_path)
        hand.press("clear")
        open_file(hand, saved)
        expect(hand.root.locator(".welcome")).to_be_hidden()
        again = hand.strokes()
        assert [stroke["id"] for stroke in again] == [stroke["id"] for stroke in drawn]
        assert again[1]["x"] == pytest.approx(drawn[1]["x"], abs=2e-3)


def test_a_picture_is_saved_as_png(hand: Hand, tmp_path: Path):
    hand.draw(*CHAIR)
    assert save(hand, "png", tmp_path).read_bytes().startswith(b"\x89PNG")


def test_quick_draw_files_open(hand: Hand, tmp_path: Path):
    drawing = {"word": "chair", "drawing": [[[0, 100, 255], [0, 0, 255]], [[10, 20], [30, 40]]]}
    path = tmp_path / "chair.ndjson"
    path.write_text(json.dumps(drawing) + "\n")
    open_file(hand, path)
    expect(hand.root.locator(".welcome")).to_be_hidden()
    assert len(hand.strokes()) == 2


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("broken.json", "{", "JSON"),
        ("holiday.docx", "x", "cannot be opened"),
        ("script.json", '{"version": "<img src=x onerror=alert(1)>", "strokes": []}', "version"),
    ],
)
def test_a_file_that_is_no_sketch_gets_a_sentence(
    hand: Hand, tmp_path: Path, name: str, content: str, sentence: str
):
    hand.draw(SEAT)
    path = tmp_path / name
    path.write_text(content)
    open_file(hand, path)
    expect(hand.status).to_contain_text(sentence)
    assert hand.status.locator("*").count() == 0  # text, never markup
    assert len(hand.strokes()) == 1


def test_a_full_sketch_says_so_instead_of_losing_strokes(hand: Hand, tmp_path: Path):
    dots = [{"id": i, "x": [0.5], "y": [i / 500]} for i in range(LIMITS.strokes)]
    path = tmp_path / "full.json"
    path.write_text(json.dumps({"version": 1, "strokes": dots}))
    hand.answered(lambda: open_file(hand, path))
    hand.draw(SEAT)
    expect(hand.status).to_contain_text("full")
    assert len(hand.strokes()) == LIMITS.strokes


def save(hand: Hand, ending: str, folder: Path) -> Path:
    hand.root.locator("summary").last.click()
    with hand.page.expect_download() as download:
        hand.press(f"save-{ending}")
    path = folder / f"saved.{ending}"
    download.value.save_as(path)
    return path


def open_file(hand: Hand, path: Path) -> None:
    hand.root.locator(".file").set_input_files(path)


def test_keys_alone_draw_erase_and_take_back(hand: Hand):
    keys = hand.page.keyboard
    hand.stage.focus()
    keys.press("Space")
    for _ in range(5):
        keys.press("ArrowRight")
    keys.press("Shift+ArrowUp")
    keys.press("Control+z")  # nothing while the pen is down
    keys.press("Space")
    (stroke,) = hand.strokes()
    assert stroke["kind"] == "keyboard" and len(stroke["x"]) == 7
    assert stroke["x"][5] == pytest.approx(0.6) and stroke["y"][6] == pytest.approx(0.495)
    assert stroke["t"] == sorted(stroke["t"])
    keys.press("Space")
    keys.press("ArrowDown")
    keys.press("Escape")
    assert len(hand.strokes()) == 1
    keys.press("e")
    keys.press("Space")
    keys.press("ArrowLeft")
    keys.press("Space")
    assert hand.strokes() == []


def test_a_menu_that_closes_leaves_the_focus_on_its_button(hand: Hand):
    hand.draw(SEAT)
    keys, save = hand.page.keyboard, hand.root.locator("summary").last
    save.press("Enter")
    keys.press("Tab")
    expect(hand.root.locator('[data-act="save-png"]')).to_be_focused()
    keys.press("Escape")
    expect(save).to_be_focused()
    save.press("Enter")
    with hand.page.expect_download():
        hand.root.locator('[data-act="save-json"]').press("Enter")
    expect(save).to_be_focused()
    expect(hand.root.locator('[data-act="save-json"]')).to_be_hidden()
    save.press("Enter")
    for _ in range(4):
        keys.press("Tab")
    expect(hand.stage).to_be_focused()
    expect(hand.root.locator('[data-act="save-json"]')).to_be_hidden()


@pytest.mark.parametrize("action", ["undo", "clear"])
def test_a_button_that_emptied_the_paper_leaves_the_focus_to_it(hand: Hand, action: str):
    hand.draw(SEAT)
    hand.root.locator(f'[data-act="{action}"]').press("Enter")
    assert hand.strokes() == []
    expect(hand.stage).to_be_focused()


def test_the_ring_on_the_paper_is_dark_enough_in_the_dark(
    open_page: Callable[..., Page], server: Server
):
    hand = Hand(open_page(server.address, color_scheme="dark"))
    example = hand.root.locator(".welcome button").first
    hand.stage.focus()
    expect(hand.stage).to_have_css("outline-color", "rgb(121, 168, 242)")
    hand.page.keyboard.press("Tab")
    expect(example).to_be_focused()
    expect(example).to_have_css("outline-color", "rgb(47, 111, 208)")
