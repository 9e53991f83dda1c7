"""`evaluate reliability`, `evaluate time`, `train trust`: when can an answer be trusted?"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from sketchapp.commands.options import (
    CHECKPOINT,
    CheckpointOption,
    DatasetOption,
    FoldsOption,
    JsonOption,
    SplitOption,
)
from sketchapp.commands.reporting import report
from sketchapp.data.registry import load_dataset

LimitOption = Annotated[
    int | None, typer.Option(min=1, help="Sketches of each kind, at random; left out, all.")
]


def evaluate_reliability(
    dataset: DatasetOption,
    split: SplitOption = None,
    checkpoint: CheckpointOption = CHECKPOINT,
    folds: FoldsOption = None,
    photos: Annotated[
        list[str] | None,
        typer.Option(
            help="For the category level: NAME:PATH, or CATEGORY=FOLDER of bare photos. Of all of"
            " them, those that the checkpoint was not trained on."
        ),
    ] = None,
    doodles: Annotated[
        list[Path] | None, typer.Option(help="Folder of Quick, Draw! files: queries by category.")
    ] = None,
    limit: LimitOption = None,
    json_file: JsonOption = None,
) -> None:
    """Does the order of strokes tell a right answer? Table 1 by correlation, and better signals."""
    from sketchapp.training.reliability.category import CategorySources
    from sketchapp.training.reliability.table import reliability_table

    sources = CategorySources(tuple(photos), tuple(doodles or ())) if photos else None
    data = load_dataset(dataset, split)
    report(reliability_table(data, checkpoint, folds, limit, sources), json_file)


def evaluate_time(
    dataset: DatasetOption,
    split: SplitOption = None,
    checkpoint: CheckpointOption = CHECKPOINT,
    folds: FoldsOption = None,
    limit: LimitOption = None,
    pixels: Annotated[
        str, typer.Option(help="Pixel attribution behind SLA and P-SLA.")
    ] = "gradient",
    json_file: JsonOption = None,
) -> None:
    """The arrow of time: in what order were the strokes drawn? Told from their values alone."""
    from sketchapp.training.arrow_of_time import time_table

    data = load_dataset(dataset, split)
    report(time_table(data, checkpoint, folds, limit, pixels), json_file)


def train_trust(
    dataset: DatasetOption,
    folds: Annotated[Path, typer.Option(help="Models of a cross-validation.")],
    checkpoint: CheckpointOption = CHECKPOINT,
    json_file: JsonOption = None,
) -> None:
    """Fit how often an answer is right, out of fold, by the signal that tells it best.

    It is kept beside the weights, which stay as they are; fit again when they change.
    """
    from sketchapp.retrieval.trust import write_trust
    from sketchapp.training.early_checks import check_retriever
    from sketchapp.training.reliability.table import fit_trust

    check_retriever("--checkpoint", checkpoint)
    trust, worth = fit_trust(load_dataset(dataset), folds, checkpoint)
    write_trust(checkpoint, trust)
    report({**asdict(trust), **worth}, json_file)
