"""From pen up to colour on the real page: how long it takes, and what the time goes to.

Run `python -m sketchapp bench live`. A mouse draws in Chromium, on sketches of different sizes,
and pauses between strokes as a person does, so that no stroke waits for the answer to another.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from benchmarks.drawings import choose_drawings
from benchmarks.figures import Quantiles, Stages, quantiles, shares_percent
from benchmarks.mouse import Mouse
from sketchapp.errors import SketchAppError
from sketchapp.sketch import Sketch
from tests.browser.serving import chromium, running_server, show_no_tour

STROKES_EACH = 5  # drawn on every sketch that is opened
FEWEST, MOST = 5, 40  # strokes on the canvas when an answer is asked for
WARM_UP = 4
PAUSE_MS = (500, 1000)


@dataclass(frozen=True)
class LiveBench:
    """pen_up_to_colour_ms: from the browser's pen up event to the recoloured canvas.

    The canvas is painted in the frame that then goes to the screen. shares_percent sum to 100.
    """

    pen_up_to_colour_ms: Quantiles
    shares_percent: Stages
    strokes_drawn: int
    strokes_on_canvas: tuple[int, int]


def run(sketches: int = 10, seed: int = 0) -> LiveBench:
    """Open so many sketches on the real page and draw STROKES_EACH strokes on each."""
    rng = np.random.default_rng(seed)
    begun = begun_sketches(rng, sketches)
    with running_server() as server, chromium() as browser:
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        show_no_tour(page)
        page.goto(server.address)
        mouse = Mouse(page)
        _warm_up(mouse, begun[0])
        before = len(answers_to_strokes(mouse))
        for sketch in begun:
            _draw_on(mouse, sketch, rng)
        answers = answers_to_strokes(mouse)[before:]
    if len(answers) != sketches * STROKES_EACH:
        raise SketchAppError(
            f"{sketches * STROKES_EACH} strokes got {len(answers)} answers of their own; the"
            " machine is too busy to measure, try again when it is idle"
        )
    return LiveBench(
        quantiles(answer.total for answer in answers),
        shares_percent(answers),
        len(answers),
        (FEWEST, MOST),
    )


def begun_sketches(rng: np.random.Generator, count: int) -> list[Sketch]:
    """Sketches of FEWEST to MOST strokes, of which the last STROKES_EACH are to be drawn."""
    sizes = np.linspace(FEWEST + STROKES_EACH - 1, MOST, count).round().astype(int).tolist()
    drawings = choose_drawings(rng, sizes)
    return [Sketch(drawing.strokes[:size]) for drawing, size in zip(drawings, sizes, strict=True)]


def answers_to_strokes(mouse: Mouse) -> list[Stages]:
    """The answers the page has painted, less those that no pen up had asked for."""
    return [stages_of(timing) for timing in mouse.timings() if timing["penUp"] is not None]


def stages_of(timing: Mapping[str, Any]) -> Stages:
    """The stages of one entry of the page's `sketchTimings`, ms."""
    on_server = {name.removesuffix("_ms"): ms for name, ms in timing["stages"].items()}
    before_paint = timing["arrived"] - timing["penUp"]
    return Stages(
        transport=before_paint - sum(on_server.values()),
        paint=timing["painted"] - timing["arrived"],
        **on_server,
    )


def _warm_up(mouse: Mouse, sketch: Sketch) -> None:
    for stroke in sketch.strokes[:WARM_UP]:
        mouse.draw(stroke)
        mouse.pause(PAUSE_MS[1])


def _draw_on(mouse: Mouse, sketch: Sketch, rng: np.random.Generator) -> None:
    """Open all but the last strokes as a file, and draw those."""
    mouse.open(Sketch(sketch.strokes[:-STROKES_EACH]))
    for stroke in sketch.strokes[-STROKES_EACH:]:
        mouse.pause(rng.uniform(*PAUSE_MS))
        mouse.answered(lambda stroke=stroke: mouse.draw(stroke))
