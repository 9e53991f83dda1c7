"""Pieces of line in a drawing whose strokes are not known."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter

from sketchapp.data.centre_lines import lines_of_ink
from sketchapp.data.dataset import Lines
from sketchapp.sketch.frame import Frame
from sketchapp.sketch.raster import RasterStyle, rasterise_segments
from sketchapp.synth.simulator.polylines import Points, length_of, smoothed
from sketchapp.synth.simulator.simulate import lines_of
from sketchapp.synth.simulator.statistics import Drawing

STYLE = RasterStyle(size_px=196, thickness_px=2.5)  # about what ShoeV1's pens are like
INK_SHARE = 0.9  # of the picture, by a drawing's longer side: 176 px, the median of ShoeV1
BLUR_PX = 0.7  # before thinning, as for scanned pictures
STAIRS_PX = 2.0  # over which the steps of pixels are smoothed
SHORTEST = 0.03  # of the drawing's longer side: shorter pieces are knots of crossings


def traced(lines: Lines) -> tuple[Points, ...]:
    """Pieces (n, 2) of a thinned picture between its ends and crossings, and closed rings."""
    next_to = _neighbours(lines.segments.ends, len(lines.points))
    side = float(np.ptp(lines.drawn_points(), axis=0).max())
    pieces = [lines.points[walk] for walk in _walks(next_to)]
    long_enough = [piece for piece in pieces if length_of(piece) > SHORTEST * side]
    return tuple(smoothed(piece, STAIRS_PX) for piece in long_enough or pieces)


def as_traced_picture(drawing: Drawing) -> Drawing:
    """The drawing as it looks once it has been drawn with ink, thinned and traced."""
    lines = lines_of(drawing.lines)
    frame = Frame.around(lines.points, STYLE.size_px, INK_SHARE)
    ink = rasterise_segments(frame.to_px(lines.points), lines.segments, STYLE, frame).ink
    return Drawing(drawing.thing, traced(lines_of_ink(gaussian_filter(ink, BLUR_PX))))


def _neighbours(ends: NDArray[np.int64], count: int) -> list[list[int]]:
    """The points that each point is joined to."""
    next_to: list[list[int]] = [[] for _ in range(count)]
    for first, second in ends.tolist():
        next_to[first].append(second)
        next_to[second].append(first)
    return next_to


def _walks(next_to: list[list[int]]) -> list[list[int]]:
    """Every joint between points once, in runs through points of two neighbours."""
    nodes = [i for i, near in enumerate(next_to) if len(near) not in (0, 2)]
    rings = [i for i, near in enumerate(next_to) if len(near) == 2]
    gone: set[tuple[int, int]] = set()
    walks = []
    for start in nodes + rings:  # what no node leads into are rings
        for first in next_to[start]:
            if (start, first) not in gone:
                walks.append(_walk(next_to, start, first, gone))
    return walks


def _walk(
    next_to: list[list[int]], start: int, first: int, gone: set[tuple[int, int]]
) -> list[int]:
    walk = [start, first]
    while len(next_to[walk[-1]]) == 2 and walk[-1] != start:
        one, other = next_to[walk[-1]]
        walk.append(other if one == walk[-2] else one)
    for one, other in pairwise(walk):
        gone |= {(one, other), (other, one)}
    return walk
