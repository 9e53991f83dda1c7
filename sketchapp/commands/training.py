"""`train`: retrievers, and what is fitted to them afterwards."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sketchapp.commands.options import (
    CHECKPOINT,
    CheckpointOption,
    DatasetOption,
    DatasetsOption,
    JsonOption,
    ThreadsOption,
    WeightsOutOption,
    writable_folder,
)
from sketchapp.commands.reporting import report, write_json
from sketchapp.data.quickdraw import DOODLES_PER_WORD, load_doodles
from sketchapp.data.registry import load_dataset
from sketchapp.settings import ROOT

GALLERY = ROOT / "assets" / "gallery"


def train_folds(
    dataset: DatasetOption,
    out: Annotated[
        Path,
        typer.Option(help="Folder for folds.json and the models.", callback=writable_folder),
    ],
    count: Annotated[int, typer.Option(min=2, max=20)] = 3,
    seed: int = 0,
    models: Annotated[
        str, typer.Option(help="Where the models lie, from OUT, if other folds share them.")
    ] = ".",
) -> None:
    """Divide the photos of a dataset for a cross-validation."""
    from sketchapp.training.folds import write_folds

    made = write_folds(out, load_dataset(dataset), count, seed, models)
    print(f"{made.dataset}: {[len(fold) for fold in made.photo_ids]} photos in {out}")


def train_retriever(
    dataset: DatasetsOption,
    out: WeightsOutOption,
    weights: Annotated[
        str | None,
        typer.Option(
            help="Weights to begin with: a .safetensors file, a tag to download, or random; left"
            " out, imagenet for a backbone, and what the recipe says for CLIP."
        ),
    ] = None,
    start: Annotated[
        Path | None, typer.Option(help="A trained retriever to go on from, in place of --weights.")
    ] = None,
    generator: Annotated[
        Path | None, typer.Option(help="A generator, for recipes that weigh reconstruction.")
    ] = None,
    recipe: Annotated[
        str,
        typer.Option(help="A recipe's name, or a .json file with the values that differ from it."),
    ] = "compact",
    folds: Annotated[
        list[Path] | None, typer.Option(help="Folder of `train folds`; one for each dataset.")
    ] = None,
    fold: Annotated[int | None, typer.Option(min=0, help="Leave out this fold of each.")] = None,
    doodles: Annotated[
        Path | None, typer.Option(help="Folder of Quick, Draw! files: teaches what is unknown.")
    ] = None,
    logs: Annotated[
        Path | None,
        typer.Option(
            help="Folder for the curves of the losses, for TensorBoard.", callback=writable_folder
        ),
    ] = None,
    threads: ThreadsOption = None,
    drawers: Annotated[
        int | None,
        typer.Option(
            min=0,
            max=64,
            help="Processes that draw the pictures; 0: a thread. Beside a GPU, up to 4.",
        ),
    ] = None,
    dry_run: Annotated[bool, typer.Option(help="Print data, steps and recipe, and stop.")] = False,
) -> None:
    """Train a retriever; a killed run goes on where it was. `accelerate launch` takes more GPUs."""
    import torch

    from sketchapp.training.clip_start import with_weights
    from sketchapp.training.early_checks import check_folds, check_training
    from sketchapp.training.folds import read_folds
    from sketchapp.training.recipes import find_recipe
    from sketchapp.training.start import Start
    from sketchapp.training.train import TrainingJob, describe
    from sketchapp.training.train import train_retriever as run_job

    if threads is not None:
        torch.set_num_threads(threads)
    begin = Start(None if weights == "random" else weights or "imagenet", start, generator)
    chosen = with_weights(find_recipe(recipe), weights)
    divided = tuple(read_folds(folder) for folder in folds or ())
    check_folds(len(divided), fold)
    check_training(out, begin, chosen)
    job = TrainingJob(
        datasets=tuple(load_dataset(spec) for spec in dataset),
        recipe=chosen,
        out=out,
        start=begin,
        folds=divided,
        fold=fold,
        doodles=load_doodles(doodles, "train", DOODLES_PER_WORD) if doodles else None,
        logs=logs,
        drawers=drawers,
    )
    print(describe(job) if dry_run else f"wrote {run_job(job)}")


def train_familiarity(
    dataset: Annotated[list[str], typer.Option(help="What the weights were trained on.")],
    doodles: Annotated[Path, typer.Option(help="Folder of Quick, Draw! files.")],
    folds: Annotated[Path, typer.Option(help="Models of a cross-validation.")],
    checkpoint: CheckpointOption = CHECKPOINT,
    json_file: JsonOption = None,
) -> None:
    """Teach weights to tell what they know from anything else; the level comes out of fold."""
    from sketchapp.training.early_checks import check_retriever
    from sketchapp.training.familiarity import familiarity_table, store_direction
    from sketchapp.training.folds import read_folds

    check_retriever("--checkpoint", checkpoint)
    data = [load_dataset(spec) for spec in dataset]
    table = familiarity_table(data, doodles, read_folds(folds))
    store_direction(checkpoint, data, doodles, table["familiar_from"])
    report(table, json_file)


def train_scaling(
    dataset: Annotated[list[str], typer.Option(help="What the weights were trained on.")],
    sketches: Annotated[
        list[int] | None,
        typer.Option(min=1, help="Of each category; once for each dataset. Left out: 50."),
    ] = None,
    checkpoint: CheckpointOption = CHECKPOINT,
    folds: Annotated[
        list[Path] | None, typer.Option(help="Folder of `train folds`; one for each dataset.")
    ] = None,
    fold: Annotated[int | None, typer.Option(min=0, help="Leave out this fold of each.")] = None,
) -> None:
    """Put known sketches into weights, which take down photos that lie near everything."""
    from sketchapp.training.early_checks import check_folds
    from sketchapp.training.folds import kept_parts, read_folds
    from sketchapp.training.scaling import store_bank

    divided = [read_folds(folder) for folder in folds or ()]
    check_folds(len(divided), fold)
    data = kept_parts([load_dataset(spec) for spec in dataset], divided, fold)
    count = store_bank(checkpoint, data, sketches or [50] * len(data))
    print(f"wrote {count} sketches into {checkpoint}")


def train_certainty(
    dataset: DatasetsOption,
    folds: Annotated[list[Path], typer.Option(help="Models of a cross-validation, one for each.")],
    checkpoint: CheckpointOption = CHECKPOINT,
    json_file: JsonOption = None,
) -> None:
    """Fit the temperature of similarities out of fold and write it into weights.

    Their file hash changes: embeddings that were kept for the old file are made anew.
    """
    from sketchapp.training.calibration import certainty_table, store_temperature
    from sketchapp.training.early_checks import check_retriever
    from sketchapp.training.folds import read_folds

    check_retriever("--checkpoint", checkpoint)
    data = [load_dataset(spec) for spec in dataset]
    table = certainty_table(data, [read_folds(folder) for folder in folds])
    store_temperature(checkpoint, table["temperature"])
    report(table, json_file)


def train_simulator(
    dataset: DatasetsOption,
    rendered: Annotated[str, typer.Option(help="Clean drawings.")] = f"rendered:{GALLERY}",
    seed: int = 0,
    json_file: JsonOption = None,
) -> None:
    """Fit the simulator of human sketches, and print distances to real ones before and after."""
    from sketchapp.synth.simulator.datasets import fit_datasets, record_of, table_of
    from sketchapp.synth.simulator.fit import FitBudget

    reports = fit_datasets(dataset, rendered, FitBudget(seed=seed))
    print(table_of(reports))
    if json_file is not None:
        write_json(record_of(reports), json_file)


def train_card(
    figures: Annotated[list[str], typer.Option(help="NAME=FILE: measured figures as JSON.")],
    commit: Annotated[str, typer.Option(help="Commit of the code that trained it.")],
    checkpoint: CheckpointOption = CHECKPOINT,
) -> None:
    """Write measured figures into the weights, and the card beside them."""
    from sketchapp.training.card import read_figures, seal

    print(f"wrote {seal(checkpoint, read_figures(figures), commit)}")
