"""The paper's own rules of removal, Eq. 8 for strokes and Eq. 10 for points, as they are printed.

Each stroke, or point, has two choices, keep and drop, and a Gumbel-softmax between them: without
its noise it keeps what is not under 0.5 - delta. Nothing is verified. Values are divided by their
sum, so with more than five strokes nearly all of them go.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from sketchapp.attribution.coarse import stroke_values
from sketchapp.attribution.fine import point_values
from sketchapp.cleaning.clean import ScoredSketch
from sketchapp.cleaning.parts import Part, runs_of
from sketchapp.cleaning.rule import CleaningRule
from sketchapp.errors import SketchAppError

TEMPERATURE = 1.0
SMALLEST = 1e-6  # of the sum of magnitudes: a signed sum may be nothing where values cancel out

Decision = Callable[[NDArray[np.float64], torch.Generator], NDArray[np.bool_]]


def literal_logits(values: NDArray[np.float64], delta: float) -> NDArray[np.float64]:
    """A / sum(A) + delta of Eq. 8, (n,): kept from 0.5 upwards.

    The sum is signed, and can be zero or negative. Its magnitude divides, at least SMALLEST of the
    values' magnitudes, so that what lowers the score stays negative. Without any value there is no
    reason to drop anything: all are 1.
    """
    magnitude = float(np.abs(values).sum())
    if magnitude == 0.0:
        return np.ones(len(values))
    return values / max(abs(float(values.sum())), SMALLEST * magnitude) + delta


def gumbel_keep(
    logits: Tensor, generator: torch.Generator | None, temperature: float = TEMPERATURE
) -> Tensor:
    """Keep (1) or drop (0) for each of (n,), with the gradient of the soft choice.

    A Gumbel-softmax over the two choices of each, with logits p and 1 - p; without a generator it
    adds no noise. Source: Jang et al., Categorical Reparameterization with Gumbel-Softmax, 2017.
    """
    choices = torch.stack([logits, 1 - logits], dim=1)  # (n, 2)
    if generator is not None:
        waits = torch.empty_like(choices).exponential_(generator=generator)
        choices = choices - waits.log()  # minus the log of a waiting time is Gumbel's noise
    soft = torch.softmax(choices / temperature, dim=1)[:, 0]
    hard = (choices[:, 0] >= choices[:, 1]).to(soft.dtype)
    return hard + (soft - soft.detach())


def _by_threshold(logits: NDArray[np.float64], generator: torch.Generator) -> NDArray[np.bool_]:
    del generator
    return gumbel_keep(torch.from_numpy(logits), None).numpy() > 0.5


def _by_sampling(logits: NDArray[np.float64], generator: torch.Generator) -> NDArray[np.bool_]:
    return gumbel_keep(torch.from_numpy(logits), generator).numpy() > 0.5


LITERAL_RULES: dict[str, Decision] = {"literal": _by_threshold, "gumbel-softmax": _by_sampling}
"""By name: the choice without noise, and a sample of it."""


def literal_clean(
    scored: ScoredSketch, rule: CleaningRule, name: str, generator: torch.Generator
) -> tuple[Part, ...]:
    """The parts that the paper's rule removes; it may leave blank paper, and does not look.

    Raises SketchAppError, listing the names, for an unknown one.
    """
    if name not in LITERAL_RULES:
        raise SketchAppError(f"rule {name!r} not found; there are: {', '.join(LITERAL_RULES)}")
    values = _values(scored, rule)
    dropped = ~LITERAL_RULES[name](literal_logits(values, rule.shift), generator)
    strokes = scored.sketch.strokes
    if rule.granularity == "sla":
        return tuple(Part.whole(s) for s, gone in zip(strokes, dropped, strict=True) if gone)
    ends = pairwise(scored.sketch.stroke_starts)
    return tuple(
        Part(stroke.id, first, last)
        for stroke, (begin, end) in zip(strokes, ends, strict=True)
        for first, last in runs_of(dropped[begin : end - 1])
    )


def _values(scored: ScoredSketch, rule: CleaningRule) -> NDArray[np.float64]:
    """(S,), or (T,) of points by their visibility."""
    if rule.granularity == "psla":
        return point_values(scored.raster, scored.gradient)
    raster = scored.raster
    return stroke_values(scored.sketch, scored.gradient, raster.style, raster.frame)
