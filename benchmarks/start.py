"""How long the server takes from its start to a usable page, and how much memory it keeps.

Run `python -m sketchapp bench start`. Chromium is up before the clock starts; weights, gallery and
compiled kernels are in the caches that a second start finds.
"""

from __future__ import annotations

import asyncio
import statistics
from dataclasses import dataclass
from time import perf_counter

import httpx
import numpy as np
import psutil
from playwright.sync_api import Browser

from benchmarks.drawings import choose_drawings
from benchmarks.mouse import Mouse
from benchmarks.page_client import PageClient
from sketchapp.errors import SketchAppError
from sketchapp.sketch import Sketch
from tests.browser.serving import Server, chromium, show_no_tour

STARTS = 3
ANSWERS = 50


@dataclass(frozen=True)
class StartBench:
    """Medians of `starts` starts; memory of the last one.

    start_to_page_s: until / answers with 200. start_to_first_answer_s: until a stroke drawn on the
    page in Chromium has its first colours. resident_mb: RSS (10^6 bytes) of the server and its
    children after `answers` answers, resident_at_start_mb: after the first one.
    """

    start_to_page_s: float
    start_to_first_answer_s: float
    resident_at_start_mb: float
    resident_mb: float
    starts: int
    answers: int


def run(starts: int = STARTS, answers: int = ANSWERS, seed: int = 0) -> StartBench:
    """Start the server several times, then ask the last one `answers` questions."""
    (sketch,) = choose_drawings(np.random.default_rng(seed), [answers])
    server = Server()
    try:
        with chromium() as browser:
            times_s = [_start(server, browser, sketch) for _ in range(starts)]
        at_start_mb = resident_mb(server)
        asyncio.run(_ask(server.address, sketch, answers))
        return StartBench(
            statistics.median(page for page, _ in times_s),
            statistics.median(answer for _, answer in times_s),
            at_start_mb,
            resident_mb(server),
            starts,
            answers,
        )
    finally:
        server.stop()


def resident_mb(server: Server) -> float:
    """RSS of the server's process and all that it has started, in 10^6 bytes."""
    if server.process is None:
        raise SketchAppError("the server is not running; start it first")
    parent = psutil.Process(server.process.pid)
    family = [parent, *parent.children(recursive=True)]
    return sum(process.memory_info().rss for process in family) / 1e6


def _start(server: Server, browser: Browser, sketch: Sketch) -> tuple[float, float]:
    """Seconds to the page and to the first answer of a fresh process; it stays up."""
    server.stop()
    start = perf_counter()
    server.start()
    page_s = perf_counter() - start
    page = browser.new_page()
    show_no_tour(page)
    page.goto(server.address)
    mouse = Mouse(page)
    mouse.answered(lambda: mouse.draw(sketch.strokes[0]))
    answer_s = perf_counter() - start
    page.close()
    return page_s, answer_s


async def _ask(address: str, sketch: Sketch, answers: int) -> None:
    async with httpx.AsyncClient(base_url=address) as client:
        page = await PageClient.connect(client)
        for count in range(1, answers + 1):
            reply = await page.ask("start", count, Sketch(sketch.strokes[:count]))
            if reply.error is not None:
                raise SketchAppError(f"answer {count} of {answers} failed: {reply.error}")
