"""What choosing rows by the level of a sketch is worth, against any other choice.

Abstraction-aware retrieval: App. B and Table 5 (whole sketches at fixed and at random rows), App. C
and Figure 14 (unfinished sketches at every number of rows), Sec. 5.2 (the level itself).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sketchapp.errors import CheckpointError
from sketchapp.models.abstraction import LEVEL_NAMES
from sketchapp.training.metrics import accuracies
from sketchapp.training.readings import Reading, Stage

STAGES = (30, 60, 100)  # percent of the ink at which a sketch is coarse, medium and fine
Ranks = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class RowRanks:
    """Ranks of the own photo under every choice of rows, and the levels behind the choice.

    by_rows: a number of rows, or "random", to (Q,); by_completion: percent of ink to choice to (V,)
    of the V vector sketches; level (Q,) of whole sketches; stage_levels: percent to (V,).
    """

    row_counts: tuple[int, ...]
    by_rows: dict[str, Ranks]
    by_completion: dict[int, dict[str, Ranks]]
    level: NDArray[np.int64]
    stage_levels: dict[int, NDArray[np.int64]]


def row_ranks_of(reading: Reading, rng: np.random.Generator) -> RowRanks:
    """Rank at every choice of rows; reading must have the STAGES. Random rows come from rng."""
    stages = {percent: reading.stages[percent] for percent in STAGES}
    return RowRanks(
        reading.row_counts,
        _by_rows(reading, rng),
        {percent: _at_stage(reading, stage) for percent, stage in stages.items()},
        reading.whole.drawn.level,
        {percent: stage.drawn.level for percent, stage in stages.items()},
    )


def join_row_ranks(parts: Sequence[RowRanks]) -> RowRanks:
    """Those of several folds as one; CheckpointError where their models have different rows."""
    first = parts[0]
    if any(part.row_counts != first.row_counts for part in parts):
        counts = sorted({part.row_counts for part in parts})
        raise CheckpointError(f"the models of the folds select different rows: {counts}")
    completion = {
        percent: _joined([part.by_completion[percent] for part in parts]) for percent in STAGES
    }
    return RowRanks(
        first.row_counts,
        _joined([part.by_rows for part in parts]),
        completion,
        np.concatenate([part.level for part in parts]),
        _joined([part.stage_levels for part in parts]),
    )


def row_table(ranks: RowRanks) -> dict[str, Any]:
    """by_rows, by_completion, abstraction_acc and levels, in percent or counts.

    by_completion is left out without vector sketches; abstraction_acc as well, and where the
    model has not a level for each of the STAGES.
    """
    table: dict[str, Any] = {
        "by_rows": {name: accuracies(of_rows) for name, of_rows in ranks.by_rows.items()},
        "level_histogram": level_histogram(ranks.level, len(ranks.row_counts)),
    }
    if not len(ranks.stage_levels[100]):
        return table
    table["by_completion"] = {
        str(percent): {name: accuracies(r, (1, 10)) for name, r in choices.items()}
        for percent, choices in ranks.by_completion.items()
    }
    if len(ranks.row_counts) == len(STAGES):
        table["abstraction_acc"] = abstraction_accuracy(ranks.stage_levels)
        table["levels_by_completion"] = {
            str(percent): level_histogram(level, len(STAGES))
            for percent, level in ranks.stage_levels.items()
        }
    return table


def abstraction_accuracy(levels: dict[int, NDArray[np.int64]]) -> float:
    """Percent of the drawings at STAGES whose level (V,) is that of their stage."""
    hits = [levels[percent] == at for at, percent in enumerate(STAGES)]
    return round(100 * float(np.mean(hits)), 2)


def level_histogram(level: NDArray[np.int64], n_levels: int) -> dict[str, int]:
    """How many drawings have each level, by its name, or by its number where it has none."""
    names = LEVEL_NAMES if n_levels == len(LEVEL_NAMES) else tuple(map(str, range(n_levels)))
    counts = np.bincount(level, minlength=n_levels)
    return {name: int(count) for name, count in zip(names, counts, strict=True)}


def _by_rows(reading: Reading, rng: np.random.Generator) -> dict[str, Ranks]:
    found = _at_fixed_rows(reading, reading.whole)
    if len(reading.row_counts) > 1:
        random = rng.choice(reading.row_counts, size=len(reading.whole))
        found["random"] = reading.ranks(reading.whole, random)
    return found


def _at_stage(reading: Reading, stage: Stage) -> dict[str, Ranks]:
    fixed = {f"rows_{count}": r for count, r in _at_fixed_rows(reading, stage).items()}
    return {**fixed, "predicted": reading.ranks(stage)}


def _at_fixed_rows(reading: Reading, stage: Stage) -> dict[str, Ranks]:
    return {
        str(count): reading.ranks(stage, np.full(len(stage), count)) for count in reading.row_counts
    }


def _joined(parts: Sequence[dict]) -> dict:
    """Arrays under the same keys, one after the other."""
    return {key: np.concatenate([part[key] for part in parts]) for key in parts[0]}
