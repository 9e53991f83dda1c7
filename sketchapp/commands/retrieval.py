"""`evaluate`: what retrievers find, and how far their attributions can be believed."""

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
    writable_folder,
)
from sketchapp.commands.reporting import report
from sketchapp.data.registry import load_dataset


def evaluate_retrieval(
    dataset: DatasetOption,
    split: SplitOption = None,
    checkpoint: CheckpointOption = CHECKPOINT,
    folds: FoldsOption = None,
    json_file: JsonOption = None,
    grid: Annotated[
        Path | None,
        typer.Option(
            help="Folder for pictures of some answers. They show the dataset's photos: pictures of"
            " research data are for one's own use and not to be redistributed.",
            callback=writable_folder,
        ),
    ] = None,
    photo_generator: Annotated[
        Path | None, typer.Option(help="Weights that make photos: these as queries, too.")
    ] = None,
) -> None:
    """Acc.@1, 5 and 10 at the rows that each sketch selects, and at every other choice of rows."""
    from sketchapp.training.grid import write_grids
    from sketchapp.training.retrieval_figures import retrieval_figures

    data, made = load_dataset(dataset, split), {}
    if photo_generator is not None:  # first, for what it refuses
        from sketchapp.training.sketch_to_photo.made_queries import generated_row

        made["by_generated_photo"] = generated_row(data, checkpoint, folds, photo_generator)
    figures, grids = retrieval_figures(data, checkpoint, folds, drawn=grid is not None)
    report(figures | made, json_file)
    if grid is not None:
        write_grids(grids, grid)


def evaluate_early(
    dataset: DatasetOption,
    split: SplitOption = None,
    checkpoint: CheckpointOption = CHECKPOINT,
    folds: FoldsOption = None,
    json_file: JsonOption = None,
    plots: Annotated[
        Path | None,
        typer.Option(help="Folder for the curves, PNG and CSV.", callback=writable_folder),
    ] = None,
    limit: Annotated[
        int | None, typer.Option(min=1, help="Sketches, drawn at random; left out, all.")
    ] = None,
) -> None:
    """What unfinished sketches find: m@A, m@B, entropy, and three ways of being abstract."""
    from sketchapp.training.early import early_table

    table = early_table(load_dataset(dataset, split), checkpoint, folds, limit)
    report(table, json_file)
    if plots is not None:
        from sketchapp.training.plots import write_plots

        write_plots(table, plots)


def evaluate_forensic(
    dataset: DatasetOption,
    split: SplitOption = None,
    checkpoint: CheckpointOption = CHECKPOINT,
    json_file: JsonOption = None,
) -> None:
    """Faces: Acc.@1, and the verification rate where 1 % of wrong pairs are accepted."""
    from sketchapp.training.verification import verification_table

    report(verification_table(load_dataset(dataset, split), checkpoint), json_file)


def evaluate_efficiency(
    checkpoint: CheckpointOption = CHECKPOINT,
    photos: Annotated[int, typer.Option(min=1, help="Photos that are searched.")] = 2000,
    json_file: JsonOption = None,
) -> None:
    """Parameters and operations of embedding a sketch, and the share of the search in a query."""
    from sketchapp.models.load import load_retriever
    from sketchapp.training.efficiency import efficiency_of

    report(efficiency_of(load_retriever(checkpoint), photos), json_file)


def evaluate_attribution(
    dataset: DatasetOption,
    split: SplitOption = None,
    checkpoint: CheckpointOption = CHECKPOINT,
    folds: FoldsOption = None,
    limit: Annotated[int, typer.Option(min=1, help="Sketches, drawn at random.")] = 200,
    pixels: Annotated[
        str, typer.Option(help="Pixel attribution behind SLA and P-SLA.")
    ] = "gradient",
    sanity: Annotated[
        bool, typer.Option("--sanity", help="Every pixel attribution, on randomised weights too.")
    ] = False,
    json_file: JsonOption = None,
) -> None:
    """Faithfulness of SLA and P-SLA: leave-one-out, deletion and insertion, with baselines.

    With --sanity instead: what is left of the values when the weights are drawn anew layer by
    layer, and agreement with leave-one-out, of all pixel attributions side by side.
    """
    from sketchapp.training.faithfulness_table import faithfulness_table
    from sketchapp.training.sanity_table import retriever_sanity

    data = load_dataset(dataset, split)
    if sanity:
        report(retriever_sanity(data, checkpoint, folds, limit), json_file)
    else:
        report(faithfulness_table(data, checkpoint, folds, limit, pixels), json_file)


def evaluate_difference(
    dataset: DatasetOption,
    folds: Annotated[list[Path], typer.Option(help="Models of one recipe, once per seed.")],
    against: Annotated[list[Path], typer.Option(help="Those of the other, as often.")],
    split: SplitOption = None,
    json_file: JsonOption = None,
) -> None:
    """Paired difference of Acc.@1, out of fold, of two recipes, with its interval."""
    from sketchapp.training.comparison import compare
    from sketchapp.training.folds import read_folds

    ours, theirs = ([read_folds(folder) for folder in side] for side in (folds, against))
    report(compare(load_dataset(dataset, split), ours, theirs), json_file)
