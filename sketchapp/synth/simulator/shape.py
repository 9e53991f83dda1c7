"""What a hand gets wrong: proportions of the whole, place and form of every stroke."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter1d

from sketchapp.synth.simulator.clean import STEP
from sketchapp.synth.simulator.habits import Habits
from sketchapp.synth.simulator.polylines import Points, smoothed

WAVES = np.array([0.5, 1.0, 1.5])  # per side of the drawing, of the smooth displacement
TREMOR_POINTS = 4.0  # sigma over which the wobble is correlated
FULL_TURN_LENGTH = 0.35  # longer strokes are turned less, so that their ends stay near
OVERSHOOT_MEAN = 0.3  # of its spread: ends are drawn too far rather than too short
REDRAWN_SHIFT = 0.012  # sd of the place of a stroke drawn again


def misjudged(points: Points, amount: Habits, rng: np.random.Generator) -> Points:
    """Points (T, 2) of the whole drawing with wrong proportions, sheared and warped."""
    stretch = np.exp(0.5 * amount.proportion * rng.standard_normal())
    shear = amount.slant * rng.standard_normal(2)
    wrong = points @ np.array([[stretch, shear[0] / 2], [shear[1] / 2, 1 / stretch]])
    return wrong + amount.warp * _smooth_field(points, rng)


def _smooth_field(points: Points, rng: np.random.Generator) -> Points:
    """Random displacements (T, 2), sd 1, that vary slowly over the drawing."""
    angle = 2 * np.pi * points[:, :, None] * WAVES  # (T, 2, waves)
    phase = rng.uniform(0, 2 * np.pi, (2, 2, len(WAVES)))
    weight = rng.standard_normal((2, len(WAVES), len(WAVES))) / np.outer(WAVES, WAVES)
    weight *= 2 / np.linalg.norm(weight, axis=(1, 2))[:, None, None]
    across = np.sin(angle[None, :, 0] + phase[:, None, 0])  # (2, T, waves)
    down = np.sin(angle[None, :, 1] + phase[:, None, 1])
    return np.einsum("ati,aij,atj->ta", across, weight, down)


def misplaced(
    points: Points, counts: NDArray[np.int64], amount: Habits, rng: np.random.Generator
) -> Points:
    """Points (T, 2) of S strokes of `counts` points: each shifted, resized and turned.

    A stroke is moved about its own centre, and its points wobble along it.
    """
    n, starts = len(counts), np.cumsum(counts) - counts
    centre = np.add.reduceat(points, starts, axis=0) / counts[:, None]  # (S, 2)
    easing = np.minimum(FULL_TURN_LENGTH / np.maximum(counts * STEP, 1e-6), 1.0)
    angle = amount.turn * easing * rng.standard_normal(n)
    size = np.exp(amount.scale * easing * rng.standard_normal(n))
    place = centre + amount.shift * rng.standard_normal((n, 2))
    cos, sin = np.repeat(size * np.cos(angle), counts), np.repeat(size * np.sin(angle), counts)
    x, y = (points - np.repeat(centre, counts, axis=0)).T
    turned = np.column_stack([cos * x - sin * y, sin * x + cos * y])
    return turned + np.repeat(place, counts, axis=0) + amount.tremor * _wobble(len(points), rng)


def _wobble(count: int, rng: np.random.Generator) -> Points:
    """(count, 2) noise, sd 1, that is correlated from point to point."""
    white = rng.standard_normal((count, 2))
    sd = 1 / np.sqrt(2 * np.sqrt(np.pi) * TREMOR_POINTS)  # of white noise after the filter
    return gaussian_filter1d(white, TREMOR_POINTS, axis=0, mode="wrap", truncate=3.0) / sd


def bowed(
    points: Points, counts: NDArray[np.int64], amount: Habits, rng: np.random.Generator
) -> Points:
    """Points (T, 2) of S strokes of `counts` points, each bent to an arc over its chord."""
    starts = np.cumsum(counts) - counts
    chord = points[starts + counts - 1] - points[starts]  # (S, 2)
    sagitta = amount.bow * rng.standard_normal(len(counts))
    t = (np.arange(len(points)) - np.repeat(starts, counts)) / np.repeat(counts - 1, counts)
    bend = sagitta[:, None] * np.column_stack([-chord[:, 1], chord[:, 0]])
    return points + (4 * t * (1 - t))[:, None] * np.repeat(bend, counts, axis=0)


def finished(line: Points, amount: Habits, rng: np.random.Generator) -> Points:
    """One stroke with rounded corners, its ends drawn too far or stopped short."""
    # small shapes are rounded only as far as their size allows
    sigma = min(amount.rounding / STEP, len(line) / 8)
    first, last = amount.overshoot * (OVERSHOOT_MEAN + rng.standard_normal(2))
    return _overshot(_overshot(smoothed(line, sigma), last)[::-1], first)[::-1]


def _overshot(line: Points, error: float) -> Points:
    """The line drawn on by `error` beyond its end, or stopped short; a third at most."""
    limit = len(line) // 3
    count = min(round(abs(error) / STEP), limit)
    if count == 0:
        return line
    if error < 0:
        return line[:-count]
    arm = min(4, len(line) - 1)
    way = (line[-1] - line[-1 - arm]) / arm
    return np.concatenate([line, line[-1] + way * np.arange(1, count + 1)[:, None]])


def redrawn(lines: list[Points], amount: Habits, rng: np.random.Generator) -> list[Points]:
    """The lines, some followed by a second version of a piece of them."""
    every: list[Points] = []
    again = rng.random(len(lines))
    for line, draw in zip(lines, again.tolist(), strict=True):
        every.append(line)
        if draw < amount.redraw * len(line) * STEP and len(line) > 8:
            start, end = np.sort(rng.uniform([0.0, 0.6], [0.4, 1.0])) * (len(line) - 1)
            piece = line[int(start) : int(end) + 1]
            every.append(piece + REDRAWN_SHIFT * rng.standard_normal(2))
    return every
