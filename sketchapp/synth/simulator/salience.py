"""How much a stroke matters: what people draw even when they draw little."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sketchapp.synth.simulator.polylines import Points, length_of

STRUCTURAL = (
    *("seat", "leg", "back", "post", "frame", "shell", "arm", "crest", "rail_top", "panel"),
    *("column", "star", "runner", "base", "heel", "upper", "sole", "outsole", "midsole", "strap"),
    *("ankle", "footbed", "ring", "cushion", "top", "body", "shade", "pole", "stem", "handle"),
    *("rim", "foot", "flap", "shaft"),
)
"""Beginnings of the names of parts that a thing is recognised by."""

DETAIL = (
    *("lace", "eyelet", "buckle", "tassel", "pull", "wheel", "castor", "heel_seam", "cap_seam"),
    *("lining", "bow_", "stitch", "button", "seam", "zip", "rivet", "tag", "insole"),
)
"""Beginnings of the names of parts that are left out first; they win over STRUCTURAL."""

FULL_SIZE = 0.5  # strokes of this length matter as much as longer ones
LATER_STROKE = 0.75  # each further stroke of a part matters by this factor less
REPEAT = 0.9  # and each further part of a row, such as spindles
OUTLINE_BONUS = 0.4
CORE = 1.0  # least salience of the main stroke of a structural part: clumsy hands draw it too
CORE_LENGTH = 0.1  # unless it is shorter than this
SLICES = 40


def weight_of_part(part: str) -> float:
    """1 for structural parts, less for others, least for details."""
    if part.startswith(DETAIL):
        return 0.35
    return 1.0 if part.startswith(STRUCTURAL) else 0.65


def salience_of(lines: Sequence[Points], parts: Sequence[str]) -> NDArray[np.float64]:
    """(S,) from 0 to 1 + OUTLINE_BONUS, more for what is drawn first.

    That is the main stroke of each structural part and the outline, then long before short strokes.
    """
    lengths = np.array([length_of(line) for line in lines])
    weight = np.array([weight_of_part(part) for part in parts])
    size = np.sqrt(np.minimum(lengths / FULL_SIZE, 1.0))
    kinds = [re.sub(r"(_?\d+)?(_?[LR])?$", "", part) for part in parts]
    rank = _rank_within(parts, lengths)
    row = np.array([_parts_before(parts, kinds, i) for i in range(len(parts))])
    value = weight * size * LATER_STROKE**rank * REPEAT ** np.maximum(row - 1, 0)
    core = (rank == 0) & (weight == 1.0) & (lengths > CORE_LENGTH)
    return np.where(core, np.maximum(value, CORE), value) + OUTLINE_BONUS * outline_share(lines)


def _rank_within(parts: Sequence[str], lengths: NDArray[np.float64]) -> NDArray[np.int64]:
    """0 for the longest stroke of each part, 1 for the next, and so on."""
    rank = np.zeros(len(parts), np.int64)
    seen: dict[str, int] = {}
    for i in map(int, np.argsort(-lengths, kind="stable")):
        rank[i] = seen.get(parts[i], 0)
        seen[parts[i]] = int(rank[i]) + 1
    return rank


def _parts_before(parts: Sequence[str], kinds: Sequence[str], i: int) -> int:
    """Parts of the same kind that come before stroke i's part."""
    earlier = {parts[j] for j in range(i) if kinds[j] == kinds[i]}
    return len(earlier - {parts[i]})


def outline_share(lines: Sequence[Points]) -> NDArray[np.float64]:
    """(S,) the share of each stroke's points that are outermost in their row or column."""
    points = np.concatenate(lines)
    owner = np.repeat(np.arange(len(lines)), [len(line) for line in lines])
    outermost = np.zeros(len(points), bool)
    for axis in range(2):
        along, across = points[:, axis], points[:, 1 - axis]
        place = (along - along.min()) / (np.ptp(along) or 1.0)
        slices = np.minimum((place * SLICES).astype(np.int64), SLICES - 1)
        for pick, start in ((np.minimum, np.inf), (np.maximum, -np.inf)):
            edge = np.full(SLICES, start)
            pick.at(edge, slices, across)
            outermost |= np.abs(across - edge[slices]) < 0.01
    return np.bincount(owner, outermost) / np.bincount(owner)
