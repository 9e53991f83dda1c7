"""From pen up to a photo on the real page, and whether the search waits for it.

Run `python -m sketchapp bench photo`. A mouse draws the last strokes of sketches of twenty in
Chromium, with the Photo tab open. The same strokes are drawn with the Find tab open before, so that
what the search takes stands beside it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from playwright.sync_api import Page

from benchmarks.drawings import choose_drawings
from benchmarks.figures import Quantiles, quantiles
from benchmarks.live import answers_to_strokes
from benchmarks.mouse import ANSWER_MS, LOOK_EVERY_MS, Mouse
from sketchapp.errors import SketchAppError
from sketchapp.settings import Settings
from sketchapp.sketch import Sketch, Stroke
from tests.browser.serving import chromium, running_server, show_no_tour

STROKES = 20  # on the canvas when the last one is drawn
STROKES_EACH = 4  # drawn on every sketch that is opened
PAUSE_MS = (700, 1200)
PANEL = ".generate-panel"


@dataclass(frozen=True)
class PhotoBench:
    """Milliseconds from the browser's pen up event, on sketches of about STROKES strokes.

    to_photo_ms: to the photo, painted, with its variants; to_ignored_ms: to what it ignores, which
    is asked for when the pen has rested. to_colours_ms: to the colours of the search meanwhile;
    to_colours_alone_ms: with the tab closed. first_photo_ms: from opening the tab with a sketch on
    the canvas to the first photo, weights read from the disk.
    """

    to_photo_ms: Quantiles
    to_ignored_ms: Quantiles
    to_colours_ms: Quantiles
    to_colours_alone_ms: Quantiles
    first_photo_ms: float
    strokes_drawn: int
    strokes_on_canvas: int


def run(sketches: int = 8, seed: int = 0) -> PhotoBench:
    """Open so many sketches, twice, and draw STROKES_EACH strokes on each."""
    weights = Settings().photo_generator
    if not weights.is_file():
        raise SketchAppError(f"no weights at {weights}; train some: docs/sketch_to_photo.md")
    rng = np.random.default_rng(seed)
    drawings = [Sketch(d.strokes[:STROKES]) for d in choose_drawings(rng, [STROKES] * sketches)]
    with running_server() as server, chromium() as browser:
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        show_no_tour(page)
        page.goto(server.address)
        mouse = Mouse(page)
        alone = [_colours(mouse) for _ in _strokes(mouse, drawings, rng)]
        first = _open_tab(page)
        colours, photos, ignored = [], [], []
        for _ in _strokes(mouse, drawings, rng):
            _wait_for_ignored(page)
            colours.append(_colours(mouse))
            photos.append(_pen_up_to(mouse, "photo"))
            ignored.append(_pen_up_to(mouse, "ignored"))
    return PhotoBench(
        quantiles(photos),
        quantiles(ignored),
        quantiles(colours),
        quantiles(alone),
        first,
        sketches * STROKES_EACH,
        STROKES,
    )


def _strokes(mouse: Mouse, drawings: list[Sketch], rng: np.random.Generator) -> Iterator[Stroke]:
    """Draw the last strokes of every drawing; control comes back after the answer to each."""
    for drawing in drawings:
        mouse.open(Sketch(drawing.strokes[:-STROKES_EACH]))
        for stroke in drawing.strokes[-STROKES_EACH:]:
            mouse.pause(rng.uniform(*PAUSE_MS))
            mouse.answered(lambda s=stroke: mouse.draw(s))
            yield stroke


def _open_tab(page: Page) -> float:
    begun = page.evaluate("() => performance.now()")
    page.get_by_role("tab", name="Photo").click()
    _wait_for_ignored(page)
    shown = next(one["shown"] for one in _timings(page) if one["what"] == "photo")
    return shown - begun


def _wait_for_ignored(page: Page) -> None:
    """Until the panel has said what is ignored of the drawing as it is now."""
    page.wait_for_function(
        f"""() => {{
          const ofPhoto = document.querySelector('{PANEL}').photoTimings;
          const ofCanvas = document.querySelector('.sketch-canvas').sketchTimings;
          const last = ofPhoto.at(-1);
          return last?.what === 'ignored' && last.shown > ofCanvas.at(-1).painted;
        }}""",
        polling=LOOK_EVERY_MS,
        timeout=ANSWER_MS,
    )


def _colours(mouse: Mouse) -> float:
    return answers_to_strokes(mouse)[-1].total


def _pen_up_to(mouse: Mouse, what: str) -> float:
    """Of the stroke that was drawn last; the panel's clock is that of the canvas."""
    pen_up = mouse.timings()[-1]["penUp"]
    shown = [one["shown"] for one in _timings(mouse.page) if one["what"] == what][-1]
    if pen_up is None or shown <= pen_up:
        raise SketchAppError("a stroke got no photo of its own; measure again on an idle machine")
    return shown - pen_up


def _timings(page: Page) -> list[dict]:
    return page.evaluate(f"() => document.querySelector('{PANEL}').photoTimings")
