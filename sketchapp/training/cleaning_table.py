"""The table of `evaluate cleaning`: what sketches find as drawn, cleaned, and with as much gone.

A model that cleans towards the right photo and then ranks is both player and judge, and the right
photo is something that nobody who searches has. So the figure that counts is of sketches cleaned by
one model and ranked by another; the rest tells how much of the gain is oracle, and how much any
removal would have given.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, get_args

import numpy as np
from numpy.typing import NDArray

from sketchapp.cleaning import CleaningRule, Granularity, Part, without_parts
from sketchapp.sketch import Sketch
from sketchapp.training.cleaner import Cleaner
from sketchapp.training.comparison import paired_interval
from sketchapp.training.controls import ink_of_parts, without_last, without_random
from sketchapp.training.metrics import accuracy

SEEDS = (0, 1, 2)
TOP = 10
KINDS = (
    "cleaned_other_model",
    "drawn",
    "cleaned",
    "cleaned_top1",
    "cleaned_wrong_target",
    "random",
    "last",
)
CUTOFFS = (1, 5)


@dataclass(eq=False)
class CleaningRanks:
    """Ranks of the true photos by kind, one array (Q,) for each seed, and what was removed.

    photo_ids (Q,); removed (Q,) percent of the strokes, or of the ink for parts of strokes, that
    `cleaned` lacks.
    """

    photo_ids: list[str] = field(default_factory=list)
    removed: list[float] = field(default_factory=list)
    removed_other: list[float] = field(default_factory=list)
    ranks: dict[str, list[NDArray[np.int64]]] = field(default_factory=dict)


def ranks_of_part(judge: Cleaner, other: Cleaner, granularity: Granularity) -> CleaningRanks:
    """Clean every sketch of the judge's dataset in all ways, and rank the results by the judge."""
    sketches = _sketches(judge)
    rule, truth = CleaningRule(granularity), judge.reading.whole.truth
    best = judge.similarities.argmax(axis=1)
    own = [judge.parts(s, q, int(truth[q]), rule) for q, s in enumerate(sketches)]
    foreign = [other.parts(s, q, int(truth[q]), rule) for q, s in enumerate(sketches)]
    top1 = [
        own[q] if best[q] == truth[q] else judge.parts(s, q, int(best[q]), rule)
        for q, s in enumerate(sketches)
    ]
    variants = {
        "cleaned_other_model": [_all_without(sketches, foreign)],
        "drawn": [sketches],
        "cleaned": [_all_without(sketches, own)],
        "cleaned_top1": [_all_without(sketches, top1)],
        "cleaned_wrong_target": [_towards_wrong(judge, sketches, own, rule, s) for s in SEEDS],
        "random": [_random(sketches, own, granularity, seed) for seed in SEEDS],
        "last": [[without_last(s, own[q], granularity) for q, s in enumerate(sketches)]],
    }
    return CleaningRanks(
        [pair.photo_id for pair in judge.reading.dataset.pairs],
        [_share(s, own[q], granularity) for q, s in enumerate(sketches)],
        [_share(s, foreign[q], granularity) for q, s in enumerate(sketches)],
        {kind: [_ranks(judge, sketches, v) for v in made] for kind, made in variants.items()},
    )


def join_cleaning(parts: Sequence[CleaningRanks]) -> CleaningRanks:
    """The ranks of several folds as one."""
    ranks = {
        kind: [np.concatenate(seeds) for seeds in zip(*(p.ranks[kind] for p in parts), strict=True)]
        for kind in KINDS
    }
    return CleaningRanks(
        [i for part in parts for i in part.photo_ids],
        [share for part in parts for share in part.removed],
        [share for part in parts for share in part.removed_other],
        ranks,
    )


def figures_of(found: CleaningRanks) -> dict[str, Any]:
    """acc_at_1 and acc_at_5 of every kind in percent, the mean over seeds, and what was removed.

    gain_other_model is the difference of Acc.@1 to the sketches as drawn, with a 95 % bootstrap
    over photos.
    """
    table: dict[str, Any] = {kind: _accuracies(found.ranks[kind]) for kind in KINDS}
    table["removed_share"] = round(float(np.mean(found.removed)), 2)
    table["removed_share_other_model"] = round(float(np.mean(found.removed_other)), 2)
    first, drawn = (found.ranks[kind][0] <= 1 for kind in ("cleaned_other_model", "drawn"))
    gains = first.astype(float) - drawn.astype(float)
    gain = paired_interval(gains[None], np.array(found.photo_ids), np.random.default_rng(0))
    table["gain_other_model"] = round(gain.value, 2)
    table["gain_other_model_interval"] = [round(gain.low, 2), round(gain.high, 2)]
    return table


def granularities(name: str) -> tuple[Granularity, ...]:
    """The granularities of a name: one, or `both`."""
    return get_args(Granularity) if name == "both" else (CleaningRule(name).granularity,)  # type: ignore[arg-type]


def _accuracies(seeds: list[NDArray[np.int64]]) -> dict[str, float]:
    return {
        f"acc_at_{cutoff}": round(float(np.mean([accuracy(r, cutoff) for r in seeds])), 2)
        for cutoff in CUTOFFS
    }


def _sketches(judge: Cleaner) -> list[Sketch]:
    return [pair.sketch for pair in judge.reading.dataset.pairs if pair.sketch is not None]


def _all_without(sketches: list[Sketch], parts: list[tuple[Part, ...]]) -> list[Sketch]:
    return [without_parts(s, gone) if gone else s for s, gone in zip(sketches, parts, strict=True)]


def _towards_wrong(
    judge: Cleaner,
    sketches: list[Sketch],
    own: list[tuple[Part, ...]],
    rule: CleaningRule,
    seed: int,
) -> list[Sketch]:
    """As many verified removals towards a photo of the first TOP that is not the true one."""
    rng = np.random.default_rng([seed, TOP])
    made = []
    for query, sketch in enumerate(sketches):
        order = np.argsort(-judge.similarities[query], kind="stable")[:TOP]
        wrong = order[order != judge.reading.whole.truth[query]]
        photo = int(rng.choice(wrong)) if len(wrong) else None
        count = len(own[query])
        is_done = photo is not None and count > 0
        gone = judge.some_parts(sketch, query, photo, rule, count) if is_done else ()  # type: ignore[arg-type]
        made.append(without_parts(sketch, gone) if gone else sketch)
    return made


def _random(
    sketches: list[Sketch], own: list[tuple[Part, ...]], granularity: Granularity, seed: int
) -> list[Sketch]:
    rng = np.random.default_rng([seed, len(SEEDS)])
    return [without_random(s, own[q], granularity, rng) for q, s in enumerate(sketches)]


def _ranks(judge: Cleaner, sketches: list[Sketch], changed: list[Sketch]) -> NDArray[np.int64]:
    """Ranks by the judge; a sketch that did not change is not read again."""
    ranks = judge.reading.ranks(judge.reading.whole)
    queries = np.array(
        [q for q, (old, new) in enumerate(zip(sketches, changed, strict=True)) if old != new],
        np.int64,
    )
    ranks[queries] = judge.ranks([changed[q] for q in queries], queries)
    return ranks


def _share(sketch: Sketch, parts: tuple[Part, ...], granularity: Granularity) -> float:
    """Percent of the strokes, or of the ink."""
    if granularity == "sla":
        return 100 * len(parts) / max(len(sketch), 1)
    whole = ink_of_parts(sketch, [Part.whole(stroke) for stroke in sketch.strokes])
    return 100 * ink_of_parts(sketch, parts) / max(whole, 1e-9)
