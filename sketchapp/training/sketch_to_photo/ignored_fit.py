"""Which method tells influence best, and where the thresholds of ignored strokes lie."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sketchapp.attribution.order import rank_correlation
from sketchapp.generation.ignored import IgnoredRule
from sketchapp.generation.influence import METHODS
from sketchapp.models.sketch_to_photo.groups import GROUPS
from sketchapp.training.sketch_to_photo.strokes import JudgedSketch, joined

EXACT = "leave-one-out"
Correlation = Callable[[JudgedSketch, str, int], float | None]
QUANTILES = np.linspace(0.01, 0.99, 99)


@dataclass(frozen=True)
class Telling:
    """How well flags tell what is ignored, 0..1 each; None where it is undefined."""

    precision: float | None
    recall: float | None
    n_ignored: int
    n_flagged: int
    n: int

    @classmethod
    def of(cls, flagged: NDArray[np.bool_], ignored: NDArray[np.bool_]) -> Telling:
        """Of strokes (N,)."""
        hits = int((flagged & ignored).sum())
        return cls(
            _share(hits, int(flagged.sum())),
            _share(hits, int(ignored.sum())),
            int(ignored.sum()),
            int(flagged.sum()),
            len(ignored),
        )

    @property
    def f1(self) -> float:
        """The harmonic mean of both; 0 where either is undefined."""
        both = (self.precision or 0.0) + (self.recall or 0.0)
        return 2 * (self.precision or 0.0) * (self.recall or 0.0) / both if both else 0.0


def influence_table(judged: Sequence[JudgedSketch]) -> dict[str, Any]:
    """Mean rank correlations over sketches, of every method and of plain length.

    code: with leave-one-out on the same group's code; code_per_ink: the same of values per pixel of
    line, where long strokes are not ahead. photo: with what leaving the stroke out does to the
    photo.
    """
    rows: dict[str, Any] = {}
    for name in (*METHODS, "length"):
        seconds = [one.seconds[name] for one in judged if name in one.seconds]
        rows[name] = {
            "code": _by_group(judged, name, _on_code),
            "code_per_ink": _by_group(judged, name, _on_code_per_ink),
            "photo": _by_group(judged, name, _on_photo),
            "seconds": round(float(np.median(seconds)), 4) if seconds else None,
        }
    return {"n_sketches": len(judged), "methods": rows, "default": best_method(judged)}


def best_method(judged: Sequence[JudgedSketch]) -> str:
    """The gradient method that agrees best with leave-one-out on the code, over all groups."""

    def worth(name: str) -> float:
        each = [_on_code(one, name, at) for one in judged for at in range(len(GROUPS))]
        return _mean(each) or -1.0

    return max((name for name in METHODS if name != EXACT), key=worth)


def fit_rule(
    judged: Sequence[JudgedSketch], model: str, method: str | None, distance: float
) -> IgnoredRule:
    """Thresholds at one quantile of each group's influence per ink, by F1 on every other sketch.

    Without a method, the one with the best F1 there. figures are of the other half: what was drawn,
    the scribbles that were added, all strokes, and all strokes by every method.
    """
    fitting, held_out = judged[::2], judged[1::2] or judged
    fitted = {name: _fit(fitting, name, distance) for name in METHODS}
    chosen = method or max(fitted, key=lambda name: fitted[name][1])
    truth = truly_ignored(held_out, distance)
    told = {name: _under(joined(held_out, name), limits) for name, (limits, _) in fitted.items()}
    added, scribbles = (
        np.concatenate([getattr(one, name) for one in held_out]) for name in ("added", "scribbled")
    )
    flagged = told[chosen]
    figures = {
        "n_sketches": len(held_out),
        "drawn": vars(Telling.of(flagged[~added], truth[~added])),
        "scribbles": vars(Telling.of(flagged[scribbles], truth[scribbles])),
        "all": vars(Telling.of(flagged, truth)),
        "all_by_method": {name: vars(Telling.of(each, truth)) for name, each in told.items()},
    }
    return IgnoredRule(model, chosen, tuple(fitted[chosen][0].tolist()), distance, figures)


def truly_ignored(judged: Sequence[JudgedSketch], distance: float) -> NDArray[np.bool_]:
    """Whose leaving out moves the photo by less than `distance` times the line's length, (N,)."""
    return np.concatenate([one.moved < distance * one.lengths for one in judged])


def _fit(
    judged: Sequence[JudgedSketch], method: str, distance: float
) -> tuple[NDArray[np.float64], float]:
    """Thresholds (3,) and the F1 that they reach on the same strokes."""
    values, truth = joined(judged, method), truly_ignored(judged, distance)
    candidates = [np.quantile(values, quantile, axis=1) for quantile in QUANTILES]
    worth = [Telling.of(_under(values, limits), truth).f1 for limits in candidates]
    best = int(np.argmax(worth))
    return candidates[best], worth[best]


def _under(values: NDArray[np.float64], limits: NDArray[np.float64]) -> NDArray[np.bool_]:
    return np.all(values < limits[:, None], axis=0)


def _values(one: JudgedSketch, name: str, group: int) -> NDArray[np.float64]:
    return one.lengths if name == "length" else one.values[name][group]


def _by_group(judged: Sequence[JudgedSketch], name: str, measure: Correlation) -> dict[str, Any]:
    """The mean correlation of each group."""
    return {
        group: _mean([measure(one, name, at) for one in judged]) for at, group in enumerate(GROUPS)
    }


def _on_code(one: JudgedSketch, name: str, group: int) -> float | None:
    return rank_correlation(_values(one, name, group), one.values[EXACT][group])


def _on_code_per_ink(one: JudgedSketch, name: str, group: int) -> float | None:
    values = one.lengths if name == "length" else one.per_ink[name][group]
    return rank_correlation(values, one.per_ink[EXACT][group])


def _on_photo(one: JudgedSketch, name: str, group: int) -> float | None:
    return rank_correlation(_values(one, name, group), one.moved)


def _mean(values: Sequence[float | None]) -> float | None:
    defined = [value for value in values if value is not None]
    return round(float(np.mean(defined)), 4) if defined else None


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None
