"""Two canvases on one page, and Python at both of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.hand import BACK, SEAT, Hand
from tests.browser.serving import Server, running_server

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def two_canvases() -> Iterator[Server]:
    with running_server(Path(__file__).with_name("two_canvases.py")) as running:
        yield running


def test_each_canvas_has_its_own_drawing_and_python_reads_and_fills_them(
    open_page: Callable[..., Page], two_canvases: Server
):
    page = open_page(two_canvases.address)
    first, second = Hand(page, "first"), Hand(page, "second")
    first.answered(lambda: first.draw(SEAT, BACK))
    assert (len(first.strokes()), len(second.strokes())) == (2, 0)
    photos = first.photos()
    second.answered(lambda: second.draw([(0.2, 0.8), (0.8, 0.8)]))
    page.wait_for_timeout(300)
    assert first.photos() == photos  # the panel belongs to the first canvas
    page.locator(".photo").first.focus()
    page.keyboard.press("Control+z")  # goes to the canvas used last
    assert (len(first.strokes()), len(second.strokes())) == (2, 0)
    page.locator("#copy").click()
    expect(page.locator("#count input")).to_have_value("2")
    second.wait_for_answers(2)
    assert [s["x"] for s in second.strokes()] == [s["x"] for s in first.strokes()]
