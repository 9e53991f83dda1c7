"""The attack that adds one small stroke where the gradient asks for ink."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import map_coordinates

from sketchapp.attacks.move import Movement, move_points
from sketchapp.attacks.points import free_ids
from sketchapp.attacks.victim import Explained, Victim
from sketchapp.sketch import LIMITS, Sketch, Stroke
from sketchapp.sketch.quickdraw_points import box_side

LENGTH = 0.12  # of the ink's longer side: small beside the drawing
GRID = 16  # places along a side of the picture where a stroke may lie
DIRECTIONS = 8  # of half a turn
SAMPLES = 9  # points at which the gradient is read along a stroke
POINTS = 3  # of an added stroke, if so many are allowed, so that it can bend
BEND = 0.03  # of the ink's longer side: how far its points may then move, in BEND_STEPS
BEND_STEPS = 3


def add_stroke(victim: Victim, sketch: Sketch, epsilon: int, tried: int) -> Sketch:
    """The sketch with one more stroke of at most epsilon points that raises the gain most.

    Straight pieces at all places of a grid are ranked by the gradient along them; of the first
    `tried` the best is bent a little by its gradient. The sketch as it was where none raises it.
    """
    found = victim.explain(sketch)
    strokes = _ranked_strokes(found, sketch, max(1, min(POINTS, epsilon)))[:tried]
    grown = [Sketch((*sketch.strokes, stroke)) for stroke in strokes]
    gains = victim.gains(grown)
    if gains.max() <= found.gain:
        return sketch
    best = grown[int(gains.argmax())]
    added = np.arange(best.n_points) >= sketch.n_points
    return move_points(victim, best, Movement(BEND * box_side(sketch), BEND_STEPS), added)


def _ranked_strokes(found: Explained, sketch: Sketch, n_points: int) -> list[Stroke]:
    """Short straight strokes, the most promising first, none too near a better one."""
    length = LENGTH * box_side(sketch)
    centre, way = _places(found, length)  # (P, 2) each, in units of the canvas
    along = np.linspace(-0.5, 0.5, SAMPLES)[None, :, None] * way[:, None]  # (P, SAMPLES, 2)
    promise = _gradient_at(found, centre[:, None] + along).mean(axis=1)
    new_id = next(free_ids(sketch))
    steps = np.linspace(-0.5, 0.5, n_points)[:, None] if n_points > 1 else np.zeros((1, 1))
    chosen, taken = [], np.zeros(len(promise), bool)
    for at in np.argsort(-promise, kind="stable").tolist():
        if taken[at]:
            continue
        points = np.clip(centre[at] + steps * way[at], LIMITS.lowest, LIMITS.highest)
        chosen.append(Stroke(new_id, points))
        taken |= np.linalg.norm(centre - centre[at], axis=1) < length / 3
    return chosen


def _places(found: Explained, length: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Centres and ways from end to end of all strokes that might be added, within the picture."""
    size = found.raster.style.size_px
    inner = np.linspace(0.08, 0.92, GRID) * (size - 1)
    grid = np.stack(np.meshgrid(inner, inner), axis=2).reshape(-1, 2)  # (GRID^2, 2) px
    centre = found.raster.frame.to_unit(grid)
    angle = np.arange(DIRECTIONS) * np.pi / DIRECTIONS
    way = length * np.column_stack([np.cos(angle), np.sin(angle)])  # (DIRECTIONS, 2)
    return np.repeat(centre, DIRECTIONS, axis=0), np.tile(way, (len(centre), 1))


def _gradient_at(found: Explained, points: NDArray[np.float64]) -> NDArray[np.float64]:
    """dG/dX of ink that is not there yet, at points (P, SAMPLES, 2) of the canvas: (P, SAMPLES)."""
    free = found.gradient * (1 - found.raster.ink)
    place = found.raster.frame.to_px(points.reshape(-1, 2))
    read = map_coordinates(free, place.T[::-1], order=1, mode="constant")
    return read.reshape(points.shape[:2])
