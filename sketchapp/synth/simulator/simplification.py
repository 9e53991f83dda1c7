"""Which lines a hand draws: thin parts as one line, the rest left out by salience."""

from __future__ import annotations

import numpy as np

from sketchapp.synth.simulator.clean import CleanDrawing, Line
from sketchapp.synth.simulator.habits import Habits

WIDTH_ERROR = 0.3  # sd of the log of the width below which one sketch draws single lines
SURE = 1.4  # salience of which nobody is in doubt: the main parts of the outline
LEAST_DOUBT = 0.2  # of the misjudgement of details
MOST_OMITTED = 0.8  # salience below the core of a thing, which the clumsiest hand draws too


def thinned(clean: CleanDrawing, amount: Habits, rng: np.random.Generator) -> list[Line]:
    """The lines, with both edges of narrow parts replaced by one."""
    widest = amount.thin * np.exp(WIDTH_ERROR * rng.standard_normal())
    lines: dict[int, Line] = dict(enumerate(clean.lines))
    replaced: set[int] = set()
    for midline in clean.midlines:
        if midline.width >= widest:
            break  # they are sorted
        edges = midline.strokes
        if replaced.isdisjoint(edges):
            replaced.update(edges)
            salience = max(clean.lines[i].salience for i in edges)
            for i in edges[1:]:
                del lines[i]
            lines[edges[0]] = Line(midline.points, clean.lines[edges[0]].part, salience)
    return list(lines.values())


def chosen(lines: list[Line], amount: Habits, rng: np.random.Generator) -> list[Line]:
    """The lines that seem to matter to this hand; the most salient one always."""
    salience = np.array([line.salience for line in lines])
    doubt = np.clip(SURE - salience, LEAST_DOUBT, 1.0)
    seeming = salience + amount.omit_error * doubt * rng.standard_normal(len(lines))
    keep = seeming >= min(amount.omit, MOST_OMITTED, seeming.max())
    if amount.omit == 0.0:
        keep[:] = True
    return [line for line, kept in zip(lines, keep, strict=True) if kept]
