"""`evaluate cleaning`: what cleaned sketches find."""

from __future__ import annotations

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


def evaluate_cleaning(
    dataset: DatasetOption,
    split: SplitOption = None,
    checkpoint: CheckpointOption = CHECKPOINT,
    folds: FoldsOption = None,
    other: Annotated[
        Path | None,
        typer.Option(help="Weights, or folder of folds, that clean for `cleaned_other_model`."),
    ] = None,
    granularity: Annotated[str, typer.Option(help="sla, psla or both.")] = "both",
    rule: Annotated[str, typer.Option(help="verified, literal or gumbel-softmax.")] = "verified",
    limit: Annotated[
        int | None, typer.Option(min=1, help="Sketches, drawn at random; left out, all.")
    ] = None,
    json_file: JsonOption = None,
) -> None:
    """Acc.@1 and 5 as drawn and cleaned, by another model and by chance; flags of added strokes."""
    from sketchapp.training.cleaning_figures import CleaningRun, cleaning_figures

    run = CleaningRun(checkpoint, folds, other, granularity, rule, limit)
    report(cleaning_figures(load_dataset(dataset, split), run), json_file)
