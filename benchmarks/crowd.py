"""Several people drawing at once: how long an answer takes, and whether each gets their own.

Run `python -m sketchapp bench crowd`. The people are sessions over HTTP beside the server on the
same machine, so their work is part of what is measured.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import httpx
import numpy as np

from benchmarks.drawings import choose_drawings
from benchmarks.figures import Quantiles, quantiles
from benchmarks.page_client import PageClient, Reply
from sketchapp.errors import SketchAppError
from sketchapp.sketch import Sketch, Stroke
from tests.browser.serving import running_server

IDS_EACH = 1_000_000  # stroke ids and revisions of one person; no two people share any


@dataclass(frozen=True)
class CrowdBench:
    """Answers to `people` who each draw a stroke about every `think_s` seconds.

    mixed_up: answers that name another person's revision or strokes, or that differ from what the
    same sketch gets afterwards, when nobody else asks.
    """

    people: int
    strokes_each: int
    think_s: float
    answers: int
    errors: int
    mixed_up: int
    answer_ms: Quantiles


@dataclass(frozen=True)
class Asked:
    """A question of one person and what came back."""

    revision: int
    sketch: Sketch
    reply: Reply


@dataclass(frozen=True)
class Habits:
    """How much people draw, and how fast: pauses vary by half of think_s up and down."""

    strokes: int = 20
    think_s: float = 1.0


def run(
    people: int = 10,
    habits: Habits = Habits(),
    seed: int = 0,
) -> CrowdBench:
    """Start the real server, let people draw, then ask everything again one by one."""
    rng = np.random.default_rng(seed)
    drawings = choose_drawings(rng, [habits.strokes] * people)
    pauses_s = habits.think_s * rng.uniform(0.5, 1.5, (people, habits.strokes))
    sketches = [own_ids(drawing, person) for person, drawing in enumerate(drawings)]
    # in a thread of its own: one that drives a browser already runs an event loop
    with running_server() as server, ThreadPoolExecutor(1) as thread:
        drawing = _draw_and_repeat(server.address, sketches, pauses_s.tolist())
        asked, again = thread.submit(asyncio.run, drawing).result()
    answered = [one.reply for one in asked if one.reply.error is None]
    if not answered:
        raise SketchAppError(f"nobody got an answer; the first error: {asked[0].reply.error}")
    return CrowdBench(
        people=people,
        strokes_each=habits.strokes,
        think_s=habits.think_s,
        answers=len(answered),
        errors=sum(one.reply.error is not None for one in (*asked, *again)),
        mixed_up=sum(map(is_mixed_up, asked, again)),
        answer_ms=quantiles(reply.took_ms for reply in answered),
    )


def own_ids(sketch: Sketch, person: int) -> Sketch:
    """The sketch with stroke ids that nobody else's has."""
    return Sketch(
        tuple(
            Stroke(person * IDS_EACH + i, stroke.points, pointer="mouse")
            for i, stroke in enumerate(sketch.strokes)
        )
    )


def is_mixed_up(asked: Asked, alone: Asked) -> bool:
    """Is the answer somebody else's, or another than the sketch gets when asked for alone?

    A question that failed, here or there, is an error and not a mix-up.
    """
    reply = asked.reply
    if reply.error is not None or alone.reply.error is not None:
        return False
    is_own = reply.revision == asked.revision and reply.stroke_ids == asked.sketch.ids
    return not is_own or reply.content != alone.reply.content


async def _draw_and_repeat(
    address: str, sketches: list[Sketch], pauses_s: list[list[float]]
) -> tuple[list[Asked], list[Asked]]:
    async with httpx.AsyncClient(base_url=address) as client:
        page = await PageClient.connect(client)
        drawn = await asyncio.gather(
            *(
                _draw(page, person, sketch, pauses)
                for person, (sketch, pauses) in enumerate(zip(sketches, pauses_s, strict=True))
            )
        )
        asked = [one for person in drawn for one in person]
        return asked, await _ask_again(page, asked)


async def _draw(
    page: PageClient, person: int, sketch: Sketch, pauses_s: list[float]
) -> list[Asked]:
    """Draw stroke by stroke and ask after each; the next is drawn while the answer comes."""
    asked = []
    await asyncio.sleep(pauses_s[0])  # nobody starts in step
    for count, pause_s in enumerate(pauses_s, 1):
        so_far = Sketch(sketch.strokes[:count])
        revision = person * IDS_EACH + count
        answer = page.ask(f"person{person}", revision, so_far)
        reply, _ = await asyncio.gather(answer, asyncio.sleep(pause_s))
        asked.append(Asked(revision, so_far, reply))
    return asked


async def _ask_again(page: PageClient, asked: Iterable[Asked]) -> list[Asked]:
    """The same questions, one at a time."""
    return [
        Asked(one.revision, one.sketch, await page.ask("alone", one.revision, one.sketch))
        for one in asked
    ]
