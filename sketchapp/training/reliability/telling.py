"""How well a signal tells right answers from wrong ones, and the share right that it stands for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit
from scipy.stats import rankdata

from sketchapp.training.metrics import Interval

N_RESAMPLES = 1000


@dataclass(frozen=True)
class Line:
    """Share right = 1 / (1 + exp(-(offset + slope * signal))) (Platt, 1999)."""

    slope: float
    offset: float

    def share_right(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Of signals (Q,), 0..1."""
        return expit(self.offset + self.slope * values)


def auroc(values: NDArray[np.float64], right: NDArray[np.bool_]) -> float:
    """The chance that a right answer's value (Q,) is larger than a wrong one's, a tie half.

    NaN where all answers are right, or all are wrong.
    """
    n_right, n_wrong = int(right.sum()), int((~right).sum())
    if not n_right or not n_wrong:
        return float("nan")
    ranks = rankdata(values)[right].sum()
    return float((ranks - n_right * (n_right + 1) / 2) / (n_right * n_wrong))


def auroc_interval(
    values: NDArray[np.float64],
    right: NDArray[np.bool_],
    photo_ids: NDArray[np.str_],
    rng: np.random.Generator,
) -> Interval:
    """AUROC with a 95 % bootstrap over photos: drawings of one photo stay together."""
    found = [
        auroc(values[drawn], right[drawn]) for drawn in draws_of_photos(photo_ids, rng, N_RESAMPLES)
    ]
    low, high = np.nanpercentile(found, [2.5, 97.5]) if np.isfinite(found).any() else [np.nan] * 2
    return Interval(auroc(values, right), float(low), float(high))


def draws_of_photos(
    photo_ids: NDArray[np.str_], rng: np.random.Generator, count: int
) -> list[NDArray[np.int64]]:
    """Positions of drawings, `count` times, when photos are drawn with replacement."""
    _, photo = np.unique(photo_ids, return_inverse=True)
    of_photo = np.split(np.argsort(photo, kind="stable"), np.cumsum(np.bincount(photo))[:-1])
    n = len(of_photo)
    return [np.concatenate([of_photo[i] for i in rng.integers(n, size=n)]) for _ in range(count)]


def fit_line(values: NDArray[np.float64], right: NDArray[np.bool_]) -> Line:
    """The line that makes what was right likeliest, with Platt's correction for few drawings.

    Right answers count as (n_right + 1) / (n_right + 2), wrong ones as 1 / (n_wrong + 2), so that
    the line stays finite where the signal parts them wholly.
    """
    spread = float(values.std()) or 1.0
    z = (values - values.mean()) / spread
    truth = np.where(right, (right.sum() + 1) / (right.sum() + 2), 1 / ((~right).sum() + 2))

    def loss(line: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        logits = line[0] + line[1] * z
        miss = expit(logits) - truth
        value = (np.logaddexp(0, logits) - truth * logits).mean()
        return float(value), np.array([miss.mean(), (miss * z).mean()])

    offset, slope = minimize(loss, np.zeros(2), jac=True, method="BFGS").x
    return Line(float(slope / spread), float(offset - slope * values.mean() / spread))


def brier(shares: NDArray[np.float64], right: NDArray[np.bool_]) -> float:
    """Mean squared difference of the share said (Q,) and what came, 0 the best (Brier, 1950)."""
    return float(((shares - right) ** 2).mean())


def calibration_error(
    shares: NDArray[np.float64], right: NDArray[np.bool_], bins: int = 10
) -> float:
    """Mean |share said - share right| over bins of equally many drawings, weighted by them."""
    parts = np.array_split(np.argsort(shares, kind="stable"), bins)
    gaps = [len(p) * abs(shares[p].mean() - right[p].mean()) for p in parts if len(p)]
    return float(np.sum(gaps) / len(shares))
