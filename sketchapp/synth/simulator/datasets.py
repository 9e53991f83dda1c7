"""Fit the simulator to datasets by name, category by category."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from sketchapp.data.dataset import Dataset
from sketchapp.data.registry import LABELLED_ADAPTERS, load_dataset, load_labelled
from sketchapp.errors import DatasetError
from sketchapp.synth.simulator.distance import mean_distance
from sketchapp.synth.simulator.fit import FitBudget, FitReport, Target, fit_habits
from sketchapp.synth.simulator.habits import Habits
from sketchapp.synth.simulator.targets import (
    clean_drawings,
    recorded_spacing,
    target_of_doodles,
    target_of_pairs,
)

ONLY_SEEN_IN_STROKES = frozenset(
    {"join_part", "join_other", "split", "big_first", "top_first", "left_first", "near_next"}
    | {"order_noise"}
)
"""Habits that a picture does not show; where all sketches are pictures they are taken over."""

COLUMNS = ("before", "after", "halves")


def fit_datasets(
    specs: Sequence[str], rendered: str, budget: FitBudget, start: Habits | None = None
) -> dict[str, FitReport]:
    """Habits by category, fitted to sketches of every NAME:PATH of `specs`.

    Each dataset of photos is of one category; those without photos, such as quickdraw:, give their
    drawings of the same word to the clumsy end of each category. `rendered` names the clean
    drawings. Categories with strokes come first; the search for the next starts from their habits,
    and takes those that pictures do not show as they are. Only the train side of datasets that have
    one is read. Raises DatasetError.
    """
    named, doodles = _parted(specs)
    if not named:
        raise DatasetError("no dataset with photos, such as qmul:FOLDER, was given to fit to")
    clean_of = load_dataset(rendered, "train")
    habits, reports = start or Habits(), {}
    for category in _strokes_first(named):
        clean = clean_drawings(clean_of, category)
        targets = [target_of_pairs(dataset, clean) for dataset in named[category]]
        targets += _clumsy_targets(doodles, category, clean)
        in_strokes = [target for target in targets if target.order and target.dial is None]
        spacing = recorded_spacing(in_strokes[0].real) if in_strokes else Habits().spacing
        habits = replace(habits, spacing=spacing)  # a picture's lines are smooth
        fixed = frozenset() if in_strokes else ONLY_SEEN_IN_STROKES
        reports[category] = fit_habits(targets, habits, budget, fixed)
        habits = reports[category].habits
    return reports


def record_of(reports: dict[str, FitReport]) -> dict[str, Any]:
    """For the JSON file of the command: one report for each category."""
    return {category: report.as_record() for category, report in reports.items()}


def table_of(reports: dict[str, FitReport]) -> str:
    """A table to print: the distance of each statistic before, after, and between real halves."""
    rows = [" " * 26 + "".join(f"{name:>8}" for name in COLUMNS)]
    for category, report in reports.items():
        for target in report.targets:
            rows.append(f"{category}, {target.name}, {target.n_real} sketches")
            mean = {when: mean_distance(getattr(target, when)) for when in COLUMNS}
            rows.append(_row("mean", *mean.values()))
            rows += [
                _row(name, target.before[name], value, target.halves.get(name, math.nan))
                for name, value in target.after.items()
            ]
    return "\n".join(rows)


def _row(name: str, *values: float) -> str:
    return f"  {name:24}" + "".join(f"{value:8.3f}" for value in values)


def _parted(specs: Iterable[str]) -> tuple[dict[str, list[Dataset]], list[str]]:
    """Datasets of photos by category, and the names of those without photos."""
    named: dict[str, list[Dataset]] = {}
    doodles = []
    for spec in specs:
        if spec.partition(":")[0] in LABELLED_ADAPTERS:
            doodles.append(spec)
            continue
        dataset = load_dataset(spec)
        for category in sorted({photo.category for photo in dataset.photos}):
            ids = [photo.id for photo in dataset.photos if photo.category == category]
            named.setdefault(category, []).append(dataset.only(ids))
    return named, doodles


def _strokes_first(named: dict[str, list[Dataset]]) -> list[str]:
    def is_vector(category: str) -> bool:
        return any(pair.is_vector for dataset in named[category] for pair in dataset.pairs)

    return sorted(named, key=lambda category: (not is_vector(category), category))


def _clumsy_targets(doodles: list[str], category: str, clean: tuple) -> list[Target]:
    labelled = [load_labelled(spec) for spec in doodles]
    return [
        target_of_doodles(one.name, one.of(category), clean)
        for one in labelled
        if category in one.categories
    ]
