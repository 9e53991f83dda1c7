"""A hand with a mouse at the real page, for the benchmarks that run in Chromium."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page

from sketchapp.sketch import Sketch, Stroke
from sketchapp.sketch.formats.sketch_json import sketch_to_json

CANVAS = ".sketch-canvas"
ANSWER_MS = 30_000
LOOK_EVERY_MS = 50  # looking in every frame would slow down what is measured


class Mouse:
    """Draws on the page's canvas, opens files in it, and reads what it has measured."""

    def __init__(self, page: Page) -> None:
        """Waits until the page's canvas can be drawn on."""
        self.page = page
        page.wait_for_function(f"() => document.querySelector('{CANVAS}')?.sketchTimings")

    def draw(self, stroke: Stroke) -> None:
        """Move over the stroke's points with the button down."""
        box = self.page.locator(f"{CANVAS} .stage").bounding_box()
        assert box is not None
        places = stroke.points * (box["width"], box["height"]) + (box["x"], box["y"])
        self.page.mouse.move(*places[0].tolist())
        self.page.mouse.down()
        for place in places[1:].tolist():
            self.page.mouse.move(*place)
        self.page.mouse.up()

    def open(self, sketch: Sketch) -> None:
        """Open the sketch as a JSON file, as a person does, and wait for its answer."""
        content = sketch_to_json(sketch).encode()
        self.answered(
            lambda: self.page.set_input_files(
                f"{CANVAS} .file",
                {"name": "sketch.json", "mimeType": "application/json", "buffer": content},
            )
        )

    def answered(self, act: Callable[[], None]) -> None:
        """Do something that the page asks the server about, and wait until it shows the answer."""
        before = len(self.timings())
        act()
        self.page.wait_for_function(
            f"before => document.querySelector('{CANVAS}').sketchTimings.length > before",
            arg=before,
            polling=LOOK_EVERY_MS,
            timeout=ANSWER_MS,
        )

    def pause(self, pause_ms: float) -> None:
        """Do nothing for a while."""
        self.page.wait_for_timeout(pause_ms)

    def timings(self) -> list[dict[str, Any]]:
        """What the page has measured of its latest answers (at most 200), oldest first."""
        return self.page.evaluate(f"() => document.querySelector('{CANVAS}').sketchTimings")
