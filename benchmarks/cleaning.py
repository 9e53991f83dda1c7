"""From pen up to flags on the real page: how long it takes, and whether the search waits for it.

Run `python -m sketchapp bench cleaning`. A mouse draws the last strokes of sketches of twenty in
Chromium, with the Clean tab open and the best match as the target. The same strokes are drawn with
the Find tab open, so that what the search takes stands beside it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from playwright.sync_api import Page

from benchmarks.drawings import choose_drawings
from benchmarks.figures import Quantiles, quantiles
from benchmarks.live import answers_to_strokes
from benchmarks.mouse import ANSWER_MS, LOOK_EVERY_MS, Mouse
from sketchapp.errors import SketchAppError
from sketchapp.sketch import Sketch
from tests.browser.serving import chromium, running_server, show_no_tour

STROKES = 20  # on the canvas when the last one is drawn
STROKES_EACH = 4  # drawn on every sketch that is opened
PAUSE_MS = (700, 1200)
PANEL = ".clean-panel"


@dataclass(frozen=True)
class CleaningBench:
    """Milliseconds from the browser's pen up event, on sketches of about STROKES strokes.

    to_flags_ms: to the flags, painted, whole strokes; to_flags_of_parts_ms: parts of strokes.
    to_colours_ms: to the colours of the search meanwhile; to_colours_alone_ms: with the tab closed.
    """

    to_flags_ms: Quantiles
    to_flags_of_parts_ms: Quantiles
    to_colours_ms: Quantiles
    to_colours_alone_ms: Quantiles
    strokes_drawn: int
    strokes_on_canvas: int


def run(sketches: int = 8, seed: int = 0) -> CleaningBench:
    """Open so many sketches, three times, and draw STROKES_EACH strokes on each."""
    rng = np.random.default_rng(seed)
    drawings = [Sketch(d.strokes[:STROKES]) for d in choose_drawings(rng, [STROKES] * sketches)]
    with running_server() as server, chromium() as browser:
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        show_no_tour(page)
        page.goto(server.address)
        mouse = Mouse(page)
        alone, _ = _draw_all(mouse, drawings, rng, cleans=False)
        _choose_target(mouse, drawings[0])
        colours, flags = _draw_all(mouse, drawings, rng, cleans=True)
        page.locator(f'{PANEL} .grain input[value="psla"]').check(force=True)
        _, parts = _draw_all(mouse, drawings, rng, cleans=True)
    return CleaningBench(
        quantiles(flags),
        quantiles(parts),
        quantiles(colours),
        quantiles(alone),
        sketches * STROKES_EACH,
        STROKES,
    )


def _choose_target(mouse: Mouse, sketch: Sketch) -> None:
    """Open the Clean tab with the best match of a sketch as the target."""
    page = mouse.page
    mouse.open(sketch)
    page.get_by_role("tab", name="Clean").click()
    _cleaned(page, page.locator(f"{PANEL} .found .choose").first.click)


def _draw_all(
    mouse: Mouse, drawings: list[Sketch], rng: np.random.Generator, cleans: bool
) -> tuple[list[float], list[float]]:
    """Pen up to colours, and to flags, of every stroke; nothing of flags where none are asked."""
    colours: list[float] = []
    flags: list[float] = []
    for drawing in drawings:
        _wait_for(mouse, lambda d=drawing: mouse.open(Sketch(d.strokes[:-STROKES_EACH])), cleans)
        for stroke in drawing.strokes[-STROKES_EACH:]:
            mouse.pause(rng.uniform(*PAUSE_MS))
            _wait_for(mouse, lambda s=stroke: mouse.answered(lambda: mouse.draw(s)), cleans)
            colours.append(answers_to_strokes(mouse)[-1].total)
            if cleans:
                flags.append(_pen_up_to_flags(mouse))
    return colours, flags


def _wait_for(mouse: Mouse, act: Callable[[], None], cleans: bool) -> None:
    if cleans:
        _cleaned(mouse.page, act)
    else:
        act()


def _cleaned(page: Page, act: Callable[[], None]) -> None:
    """Do something that makes the panel look at the strokes, and wait until it has shown flags."""
    before = len(_timings(page))
    act()
    page.wait_for_function(
        f"before => document.querySelector('{PANEL}').cleanTimings.length > before",
        arg=before,
        polling=LOOK_EVERY_MS,
        timeout=ANSWER_MS,
    )


def _pen_up_to_flags(mouse: Mouse) -> float:
    """Of the stroke that was drawn last; the panel's clock is that of the canvas."""
    pen_up = mouse.timings()[-1]["penUp"]
    shown = _timings(mouse.page)[-1]["shown"]
    if pen_up is None or shown <= pen_up:
        raise SketchAppError("a stroke got no flags of its own; measure again on an idle machine")
    return shown - pen_up


def _timings(page: Page) -> list[dict[str, float]]:
    return page.evaluate(f"() => document.querySelector('{PANEL}').cleanTimings")
