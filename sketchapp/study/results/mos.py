"""Mean opinion scores of methods, and the differences between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from scipy.stats import wilcoxon

from sketchapp.study.protocol import STEPS
from sketchapp.study.results.bootstrap import mean_interval


@dataclass(frozen=True)
class Opinion:
    """One rating that counts."""

    participant_id: str
    method: str
    category: str
    value: float


@dataclass(frozen=True)
class Mos:
    """The opinions of a method, of one category or (None) of all.

    sd is that of single ratings (n - 1); low and high bound 95 %, by a bootstrap over participants;
    None where there are too few. counts: how often each of the nine steps was given.
    """

    method: str
    category: str | None
    mean: float
    sd: float | None
    low: float | None
    high: float | None
    n: int
    participants: int
    counts: tuple[int, ...]


@dataclass(frozen=True)
class Contrast:
    """Method less other: mean difference of participants' means, and Wilcoxon's signed-rank test.

    p is two-sided, p_holm after Holm's correction over all contrasts of the study.
    """

    method: str
    other: str
    difference: float
    participants: int
    p: float
    p_holm: float


def mean_opinions(opinions: Sequence[Opinion], rng: np.random.Generator) -> tuple[Mos, ...]:
    """MOS of every method over all categories, then of each category."""
    methods = sorted({one.method for one in opinions})
    categories = sorted({one.category for one in opinions})
    found = []
    for category in (None, *categories) if len(categories) > 1 else (None,):
        for method in methods:
            own = [
                one for one in opinions if one.method == method and category in (None, one.category)
            ]
            if own:
                found.append(_mos(method, category, own, rng))
    return tuple(found)


def contrasts_of(opinions: Sequence[Opinion]) -> tuple[Contrast, ...]:
    """Every pair of methods, over the participants who rated both."""
    means = participant_means(opinions)
    rows = []
    for method, other in combinations(sorted(means), 2):
        both = sorted(means[method].keys() & means[other].keys())
        differences = np.array([means[method][p] - means[other][p] for p in both])
        if both:
            rows.append((method, other, differences, signed_rank_p(differences)))
    corrected = holm([row[3] for row in rows])
    return tuple(
        Contrast(method, other, float(differences.mean()), len(differences), p, p_holm)
        for (method, other, differences, p), p_holm in zip(rows, corrected, strict=True)
    )


def participant_means(opinions: Sequence[Opinion]) -> dict[str, dict[str, float]]:
    """The mean rating of each participant by method."""
    given: dict[str, dict[str, list[float]]] = {}
    for one in opinions:
        given.setdefault(one.method, {}).setdefault(one.participant_id, []).append(one.value)
    return {
        method: {person: float(np.mean(values)) for person, values in own.items()}
        for method, own in given.items()
    }


def signed_rank_p(differences: np.ndarray) -> float:
    """Two-sided p of Wilcoxon's signed-rank test of differences (P,); 1 where all are 0."""
    if not np.any(differences):
        return 1.0
    _, p = wilcoxon(differences)
    return float(p)  # type: ignore[arg-type]


def holm(p_values: Sequence[float]) -> list[float]:
    """Holm's step-down correction (1979), in the order given."""
    order = np.argsort(p_values, kind="stable").tolist()
    corrected, highest = [0.0] * len(order), 0.0
    for rank, at in enumerate(order):
        highest = max(highest, (len(order) - rank) * p_values[at])
        corrected[at] = min(1.0, highest)
    return corrected


def _mos(
    method: str, category: str | None, own: Sequence[Opinion], rng: np.random.Generator
) -> Mos:
    values = np.array([one.value for one in own])
    people = [one.participant_id for one in own]
    low, high = mean_interval(values, people, rng) or (None, None)
    return Mos(
        method=method,
        category=category,
        mean=float(values.mean()),
        sd=float(values.std(ddof=1)) if len(values) > 1 else None,
        low=low,
        high=high,
        n=len(values),
        participants=len(set(people)),
        counts=tuple(int((values == step).sum()) for step in STEPS),
    )
