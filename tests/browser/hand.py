"""A hand for the page: draws, looks and waits, for the browser tests."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from playwright.sync_api import Page, expect

Point = tuple[float, float]
SEAT: Sequence[Point] = ((0.3, 0.55), (0.5, 0.5), (0.7, 0.55), (0.5, 0.62), (0.3, 0.55))
BACK: Sequence[Point] = ((0.3, 0.55), (0.32, 0.2), (0.68, 0.2), (0.7, 0.55))
LEG: Sequence[Point] = ((0.32, 0.56), (0.31, 0.7), (0.3, 0.85))
CHAIR = (SEAT, BACK, LEG)
ANSWER_MS = 15_000


class Hand:
    """Works on one canvas of a page, by its name, and on the photo panel that belongs to it."""

    def __init__(self, page: Page, canvas: str = "main") -> None:
        self.page = page
        self.root = page.locator(f'.sketch-canvas[data-canvas="{canvas}"]')
        self.stage = self.root.locator(".stage")
        self.status = self.root.locator(".status")

    def draw(self, *strokes: Sequence[Point]) -> None:
        """Draw strokes (points in the unit square) with the mouse."""
        for stroke in strokes:
            self._drag(stroke)

    def erase_at(self, *points: Point) -> None:
        """Move the eraser over points, then take the pen again."""
        self.press("eraser")
        self._drag(points)
        self.press("pen")

    def press(self, action: str) -> None:
        """Press a button of the toolbar."""
        self.root.locator(f'[data-act="{action}"]').click()

    def strokes(self) -> list[dict[str, Any]]:
        """The strokes that the browser has kept."""
        return self._when_kept(
            "JSON.parse(localStorage.getItem(key) || '{\"strokes\":[]}').strokes"
        )

    def wait_for_answers(self, count: int = 1) -> None:
        """Wait until this many answers were painted since the page was loaded."""
        self.page.wait_for_function(
            "([root, count]) => root.sketchTimings.length >= count",
            arg=[self.root.element_handle(), count],
            timeout=ANSWER_MS,
        )

    def answer_count(self) -> int:
        """Answers painted since the page was loaded, up to the ring's length."""
        return self.root.evaluate("root => root.sketchTimings.length")

    def answered(self, act: Callable[[], None]) -> None:
        """Do something that is followed by an answer, and wait for it."""
        before = self.answer_count()
        act()
        self.wait_for_answers(before + 1)

    def draw_answered(self, *strokes: Sequence[Point]) -> None:
        """Draw, and wait for the answer to every stroke: none is left on its way."""
        for stroke in strokes:
            self.answered(partial(self.draw, stroke))

    def ink_colours(self) -> set[tuple[int, int, int]]:
        """Every opaque colour on the paper that covers more than a few pixels."""
        found = self.root.evaluate(
            """root => {
              const context = root.querySelector('.base').getContext('2d');
              const { width, height } = context.canvas;
              const { data } = context.getImageData(0, 0, width, height);
              const counts = new Map();
              for (let i = 0; i < data.length; i += 4) {
                const key = `${data[i]},${data[i + 1]},${data[i + 2]}`;
                if (data[i + 3] === 255) counts.set(key, (counts.get(key) ?? 0) + 1);
              }
              return [...counts].filter(([, count]) => count > 5).map(([key]) => key);
            }"""
        )
        return {tuple(int(part) for part in colour.split(",")) for colour in found}

    def colours(self, mode: str) -> None:
        """Choose `stroke`, `point` or `off`."""
        self.root.locator(f'.modes input[value="{mode}"]').check(force=True)

    def photos(self) -> list[str]:
        """Ids of the photos shown, as their addresses end."""
        images = self.page.locator(".photo.filled img").all()
        return [(image.get_attribute("src") or "").rsplit("/", 1)[-1] for image in images]

    def expect_photos(self, count: int) -> None:
        """Wait until so many photos are shown."""
        expect(self.page.locator(".photo.filled")).to_have_count(count, timeout=ANSWER_MS)

    def _when_kept(self, expression: str) -> Any:
        self.page.wait_for_timeout(150)  # the page keeps the drawing 50 ms after the last change
        name = self.root.get_attribute("data-canvas")
        return self.page.evaluate(f"(key) => {expression}", f"sketchapp:{name}")

    def _drag(self, points: Sequence[Point]) -> None:
        self.stage.scroll_into_view_if_needed()
        box = self.stage.bounding_box()
        assert box is not None
        places = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in points]
        self.page.mouse.move(*places[0])
        self.page.mouse.down()
        for place in places[1:]:
            self.page.mouse.move(*place, steps=3)
        self.page.mouse.up()
