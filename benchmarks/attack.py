"""Attacks on the real page, and what the guess adds to a live answer.

Run `python -m sketchapp bench attack`. Drawings of the shipped gallery are opened in Chromium and
every attack is asked for by its button. The guess is measured by live answers with the classifier
and without it, in turns, on the same strokes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from playwright.sync_api import Browser, Page

from benchmarks.drawings import choose_drawings
from benchmarks.figures import Quantiles, quantiles
from benchmarks.live import answers_to_strokes
from benchmarks.mouse import Mouse
from sketchapp.attacks import KINDS
from sketchapp.errors import SketchAppError
from sketchapp.settings import Settings
from sketchapp.sketch import Sketch
from tests.browser.serving import chromium, running_server, show_no_tour

STROKES = (5, 40)  # of the drawings that are attacked, from and to
DRAWN = 4  # strokes of each drawing that are drawn by the mouse, for live answers
ROUNDS = 2  # of both servers in turns
PAUSE_MS = 700
WAIT_MS = 20_000


@dataclass(frozen=True)
class AttackBench:
    """Milliseconds on the page: from the click to the marked stroke, and from pen up to colour."""

    attack_ms: Mapping[str, Quantiles]
    pen_up_to_colour_ms: Quantiles
    without_guess_ms: Quantiles
    drawings: int
    strokes_on_canvas: tuple[int, int]


def run(drawings: int = 8, seed: int = 0) -> AttackBench:
    """Attack so many drawings of different sizes, and draw the last strokes of them."""
    if not Settings().classifier.is_file():
        raise SketchAppError(f"no classifier at {Settings().classifier}; train one first")
    rng = np.random.default_rng(seed)
    sizes = np.linspace(*STROKES, drawings).round().astype(int).tolist()
    whole = choose_drawings(rng, sizes)
    begun = [Sketch(one.strokes[:size]) for one, size in zip(whole, sizes, strict=True)]
    with (
        running_server() as guessing,
        running_server(environment={"SKETCHAPP_CLASSIFIER": "none"}) as plain,
        chromium() as browser,
    ):
        attacks = _attack_times(_page(browser, guessing.address), begun)
        with_guess, without = [], []
        for _ in range(ROUNDS):
            with_guess += _answer_times(_page(browser, guessing.address), begun)
            without += _answer_times(_page(browser, plain.address), begun)
    return AttackBench(
        {kind: quantiles(times) for kind, times in attacks.items()},
        quantiles(with_guess),
        quantiles(without),
        drawings,
        STROKES,
    )


def _page(browser: Browser, address: str) -> Page:
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    show_no_tour(page)
    page.goto(address)
    return page


def _attack_times(page: Page, sketches: list[Sketch]) -> dict[str, list[float]]:
    """Milliseconds of every attack on every sketch, after the first of them once for warming."""
    mouse = Mouse(page)
    page.get_by_role("tab", name="Fool").click()
    times: dict[str, list[float]] = {kind: [] for kind in KINDS}
    for number, sketch in enumerate([sketches[0], *sketches]):
        mouse.open(sketch)
        page.wait_for_timeout(PAUSE_MS)
        for kind in KINDS:
            took = _attack_time(page, kind)
            if number:
                times[kind].append(took)
    return times


def _attack_time(page: Page, kind: str) -> float:
    panel = page.locator(".fool-panel")
    panel.locator(f'input[value="{kind}"]').check(force=True)
    done = panel.evaluate("panel => (panel.foolTimings ?? []).length")
    panel.locator(".go").click()
    page.wait_for_function(
        "done => (document.querySelector('.fool-panel').foolTimings ?? []).length > done",
        arg=done,
        timeout=WAIT_MS,
    )
    return float(panel.evaluate("panel => panel.foolTimings.at(-1)"))


def _answer_times(page: Page, sketches: list[Sketch]) -> list[float]:
    """Milliseconds from pen up to colour of the last strokes of every sketch."""
    mouse = Mouse(page)
    for sketch in sketches:
        mouse.open(Sketch(sketch.strokes[:-DRAWN]))
        for stroke in sketch.strokes[-DRAWN:]:
            mouse.pause(PAUSE_MS)
            mouse.answered(lambda stroke=stroke: mouse.draw(stroke))
    times = [answer.total for answer in answers_to_strokes(mouse)]
    page.close()
    return times
