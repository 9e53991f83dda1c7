"""In which order and direction people draw: from the top left, large things first, then nearby."""

from __future__ import annotations

import numpy as np

from sketchapp.synth.simulator.habits import Habits
from sketchapp.synth.simulator.polylines import Points, is_closed

BACKWARDS = 0.15  # sd of where a stroke seems to begin, in lengths of the drawing


def directed(line: Points, rng: np.random.Generator) -> Points:
    """The line from its upper left end; a closed one begins at its upper left corner."""
    if is_closed(line):
        start = int(line.sum(1).argmin())
        return np.concatenate([line[start:], line[1 : start + 1]]) if start else line
    ends = line[[0, -1]].sum(1) + BACKWARDS * rng.standard_normal(2)
    return line if ends[0] <= ends[1] else line[::-1]


def ordered(lines: list[Points], amount: Habits, rng: np.random.Generator) -> list[Points]:
    """The lines in drawing order: the most urgent first, then urgent ones that begin nearby."""
    urgency = _urgency(lines, amount, rng)
    starts = np.array([line[0] for line in lines])
    ends = np.array([line[-1] for line in lines])
    waiting = np.ones(len(lines), bool)
    here, order = int(urgency.argmax()), []
    for _ in lines:
        order.append(here)
        waiting[here] = False
        if waiting.any():
            away = np.hypot(*(starts - ends[here]).T)
            here = int(np.where(waiting, urgency - amount.near_next * away, -np.inf).argmax())
    return [lines[i] for i in order]


def _urgency(lines: list[Points], amount: Habits, rng: np.random.Generator) -> np.ndarray:
    """(S,) how much each line asks to be drawn early."""
    size = np.sqrt([len(line) for line in lines])
    middle = np.array([line.mean(0) for line in lines])  # (S, 2)
    return (
        amount.big_first * size / size.max()
        - middle @ np.array([amount.left_first, amount.top_first])
        + amount.order_noise * rng.standard_normal(len(lines))
    )
