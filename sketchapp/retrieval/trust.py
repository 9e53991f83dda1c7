"""Is the first photo the right one? What a search tells of itself, and how often it was right so.

A signal is a number that grows with trust. One of them, fitted on sketches whose photo is known,
becomes the share of such sketches whose first photo was the right one.
"""

from __future__ import annotations

import json
import logging
import math
from dataclasses import asdict, dataclass, fields
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, softmax

from sketchapp.retrieval.certainty import entropy

SUFFIX = ".trust.json"  # in place of the weights' own

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Signals:
    """What one search says of its own answer; docs/reliability.md has how well each tells.

    similarity of the first photo (-1..1), margin of it to the second (NaN where there is none),
    probability of the first in softmax(similarities / temperature), certainty 1 less the entropy.
    """

    similarity: float
    margin: float
    probability: float
    certainty: float

    @classmethod
    def of(cls, similarities: NDArray[np.floating], temperature: float) -> Signals:
        """Those of one sketch's similarities (N,)."""
        found = signals_of(similarities[None], temperature)
        return cls(**{name: float(values[0]) for name, values in found.items()})


SIGNALS = tuple(field.name for field in fields(Signals))


def signals_of(
    similarities: NDArray[np.floating], temperature: float
) -> dict[str, NDArray[np.float64]]:
    """Every signal of SIGNALS, (Q,), of similarities (Q, N)."""
    values = similarities.astype(np.float64)
    last_two = np.partition(values, -2, axis=1)[:, -2:] if values.shape[1] > 1 else None
    margin = np.full(len(values), np.nan) if last_two is None else last_two[:, 1] - last_two[:, 0]
    return {
        "similarity": values.max(axis=1),
        "margin": margin,
        "probability": softmax(values / temperature, axis=1).max(axis=1),
        "certainty": 1 - entropy(values, temperature),
    }


@dataclass(frozen=True)
class Trust:
    """The share of sketches whose first photo is right: 1 / (1 + exp(-(offset + slope * signal))).

    Fitted for the weights with the id `model` on n_sketches drawings of a dataset, each among
    n_photos of `category`; auroc is the chance that the signal of a right answer is the larger.
    """

    model: str
    signal: str
    slope: float
    offset: float
    auroc: float
    category: str
    n_sketches: int
    n_photos: int

    def share_right(self, signals: Signals) -> float:
        """0..1; NaN where the signal is undefined."""
        return float(expit(self.offset + self.slope * getattr(signals, self.signal)))


def share_right(trust: Trust | None, signals: Signals | None) -> float | None:
    """How often such an answer was right, 0..1; None where that was not measured."""
    if trust is None or signals is None:
        return None
    share = trust.share_right(signals)
    return None if math.isnan(share) else share


def trust_file(checkpoint: Path) -> Path:
    """Where the trust of these weights is kept: beside them, so that they stay what they are."""
    return checkpoint.with_suffix(SUFFIX)


def write_trust(checkpoint: Path, trust: Trust) -> Path:
    """Keep it beside the weights."""
    path = trust_file(checkpoint)
    path.write_text(json.dumps(asdict(trust), indent=1) + "\n", encoding="utf-8")
    return path


def read_trust(checkpoint: Path, model: str) -> Trust | None:
    """What was fitted for the weights with this id; without it, or for others, None and a log."""
    path = trust_file(checkpoint)
    try:
        trust = Trust(**json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError) as error:
        log.warning("%s cannot be used: %r", path.name, error)
        return None
    if trust.model != model or trust.signal not in SIGNALS:
        log.warning(
            "%s is of other weights; fit it again: python -m sketchapp train trust", path.name
        )
        return None
    return trust
