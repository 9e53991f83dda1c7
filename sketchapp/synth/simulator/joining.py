"""Where the pen is lifted: lines that meet are drawn in one go, long ones in several."""

from __future__ import annotations

import numpy as np

from sketchapp.synth.simulator.clean import STEP, Line
from sketchapp.synth.simulator.habits import Habits
from sketchapp.synth.simulator.polylines import Points

REACH = 0.05  # ends nearer than this meet
CORNER_COST = 0.03  # a turn back counts as much as twice this distance
ARM = 4  # points from an end over which its direction is taken
SPLIT_TRIALS = 3  # of as many random places the one with the sharpest corner is taken

End = tuple[int, int]
"""Number of a line, and 0 for its start or 1 for its end."""


def joined(lines: list[Line], amount: Habits, rng: np.random.Generator) -> list[Points]:
    """Polylines (n, 2) of lines that one hand draws without lifting the pen."""
    partner: dict[End, End] = {}
    for one, other in _meeting_ends(lines):
        same = lines[one[0]].part == lines[other[0]].part
        probability = amount.join_part if same else amount.join_other
        if one not in partner and other not in partner and rng.random() < probability:
            partner[one], partner[other] = other, one
    return _chains(lines, partner)


def _meeting_ends(lines: list[Line]) -> list[tuple[End, End]]:
    """Pairs of ends of different lines within REACH, those that go on smoothly first."""
    place, out = _ends(lines)
    gap = np.hypot(*(place[:, None] - place[None]).transpose(2, 0, 1))  # (2S, 2S)
    first, second = np.nonzero(np.triu(gap < REACH, 1))
    apart = first // 2 != second // 2
    first, second = first[apart], second[apart]
    cost = gap[first, second] + CORNER_COST * (1 + (out[first] * out[second]).sum(1))
    ranked = np.argsort(cost, kind="stable")
    return [
        (divmod(int(a), 2), divmod(int(b), 2))
        for a, b in zip(first[ranked], second[ranked], strict=True)
    ]


def _ends(lines: list[Line]) -> tuple[Points, Points]:
    """Start and end of every line (2S, 2), and the unit directions (2S, 2) in which they go on."""
    arms = [min(ARM, len(line.points) - 1) for line in lines]
    rows = [line.points[[0, -1, arm, -1 - arm]] for line, arm in zip(lines, arms, strict=True)]
    tips = np.array(rows).reshape(-1, 2, 2, 2)  # (S, tip or inside, start or end, 2)
    place = tips[:, 0].reshape(-1, 2)
    out = place - tips[:, 1].reshape(-1, 2)
    return place, out / np.maximum(np.hypot(out[:, 0], out[:, 1]), 1e-12)[:, None]


def _chains(lines: list[Line], partner: dict[End, End]) -> list[Points]:
    """Follow partners from line to line; rings are opened anywhere."""
    waiting = dict.fromkeys(range(len(lines)))
    chains = []
    # lines with a free end first, so that open chains are walked from their ends
    for number in sorted(waiting, key=lambda i: (i, 0) in partner and (i, 1) in partner):
        if number in waiting:
            entry = (number, 1 if (number, 0) in partner else 0)
            chains.append(_walk(lines, partner, entry, waiting))
    return chains


def _walk(
    lines: list[Line], partner: dict[End, End], entry: End, waiting: dict[int, None]
) -> Points:
    pieces: list[Points] = []
    here: End | None = entry
    while here is not None and here[0] in waiting:
        number, end = here
        del waiting[number]
        points = lines[number].points
        pieces.append(points[::-1] if end else points)
        here = partner.get((number, 1 - end))
    return pieces[0] if len(pieces) == 1 else np.concatenate(pieces)


def split(lines: list[Points], amount: Habits, rng: np.random.Generator) -> list[Points]:
    """Lines cut where the pen is lifted, preferably at corners."""
    pieces: list[Points] = []
    lifts = rng.poisson([amount.split * len(line) * STEP for line in lines])
    for line, count in zip(lines, lifts.tolist(), strict=True):
        cuts = sorted({_corner(line, rng) for _ in range(count)}) if len(line) > 8 else []
        starts, ends = [0, *cuts], [*cuts, len(line) - 1]
        pieces += [line[a : b + 1] for a, b in zip(starts, ends, strict=True)]
    return pieces


def _corner(line: Points, rng: np.random.Generator) -> int:
    """The sharpest of a few random places within a line."""
    places = rng.integers(3, len(line) - 3, SPLIT_TRIALS)
    before = line[places] - line[places - 3]
    after = line[places + 3] - line[places]
    straight = (before * after).sum(1)
    return int(places[straight.argmin()])
