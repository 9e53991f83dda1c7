"""Shares of right answers against chance, and of preferences against a coin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import binomtest

from sketchapp.study.results.bootstrap import mean_interval
from sketchapp.study.results.mos import signed_rank_p


@dataclass(frozen=True)
class Share:
    """A share of answers beside what chance would give.

    low and high bound 95 % by a bootstrap over participants (None below two); wilson_low and
    wilson_high by Wilson's formula, as if answers were independent. p_binomial is the exact
    two-sided test under the same assumption, p_participants Wilcoxon's on participants' shares.
    """

    name: str
    share: float
    chance: float
    n: int
    participants: int
    low: float | None
    high: float | None
    wilson_low: float
    wilson_high: float
    p_binomial: float
    p_participants: float


def share_of(
    name: str,
    hits: Sequence[bool],
    people: Sequence[str],
    chance: float,
    rng: np.random.Generator,
) -> Share:
    """The share of hits (n,), given by people (n,); n is 1 at least."""
    values = np.array(hits, np.float64)
    low, high = mean_interval(values, people, rng) or (None, None)
    test = binomtest(int(values.sum()), len(values), chance)
    wilson = test.proportion_ci(method="wilson")
    names, owner = np.unique(np.asarray(people), return_inverse=True)
    own = np.bincount(owner, values) / np.bincount(owner)  # (P,)
    return Share(
        name=name,
        share=float(values.mean()),
        chance=chance,
        n=len(values),
        participants=len(names),
        low=low,
        high=high,
        wilson_low=float(wilson.low),
        wilson_high=float(wilson.high),
        p_binomial=float(test.pvalue),
        p_participants=signed_rank_p(own - chance),
    )
