"""The command line: one short function a verb, which calls the module that does the work."""

from __future__ import annotations

import logging
import sys
from pathlib import Path
from typing import Annotated

import typer

from sketchapp.classifier_commands import (
    bench_attack,
    evaluate_attack,
    evaluate_sanity,
    train_classifier,
)
from sketchapp.cleaning_commands import evaluate_cleaning
from sketchapp.command_options import (
    CHECKPOINT,
    CheckpointOption,
    DatasetOption,
    FoldsOption,
    JsonOption,
    SplitOption,
)
from sketchapp.data.quickdraw import DOODLES_PER_WORD, load_doodles
from sketchapp.data.registry import load_dataset
from sketchapp.ensemble_commands import train_ensemble, train_narrow
from sketchapp.errors import SketchAppError
from sketchapp.gallery_commands import gallery
from sketchapp.generator_commands import evaluate_latents, generator, train_generator
from sketchapp.photo_commands import (
    bench_photo,
    evaluate_generation,
    evaluate_influence,
    photo,
    train_ignored,
    train_sketch_to_photo,
)
from sketchapp.reliability_commands import evaluate_reliability, evaluate_time, train_trust
from sketchapp.reporting import report, write_json
from sketchapp.settings import ROOT
from sketchapp.study_commands import study

GALLERY = ROOT / "assets" / "gallery"

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
evaluate = typer.Typer(no_args_is_help=True, help="The papers' tables on any dataset.")
train = typer.Typer(no_args_is_help=True, help="Train models; every run goes on after a kill.")
bench = typer.Typer(no_args_is_help=True, help="Measure speed, side by side with a naive twin.")
app.add_typer(evaluate, name="evaluate")
app.add_typer(train, name="train")
app.add_typer(bench, name="bench")
app.add_typer(gallery, name="gallery")
app.add_typer(generator, name="generator")
app.add_typer(study, name="study")
train.command("generator")(train_generator)
train.command("classifier")(train_classifier)
evaluate.command("attack")(evaluate_attack)
evaluate.command("sanity")(evaluate_sanity)
bench.command("attack")(bench_attack)
bench.command("photo")(bench_photo)
train.command("ensemble")(train_ensemble)
train.command("narrow")(train_narrow)
evaluate.command("latents")(evaluate_latents)
evaluate.command("cleaning")(evaluate_cleaning)
evaluate.command("reliability")(evaluate_reliability)
evaluate.command("time")(evaluate_time)
train.command("trust")(train_trust)
app.add_typer(photo, name="photo")
train.command("sketch-to-photo")(train_sketch_to_photo)
train.command("ignored")(train_ignored)
evaluate.command("influence")(evaluate_influence)
evaluate.command("generation")(evaluate_generation)


@app.callback()
def everything_but_serving() -> None:
    """Train, evaluate and measure. `python app.py` serves the page."""


@evaluate.command("retrieval")
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
            " research data are for one's own use and not to be redistributed."
        ),
    ] = None,
    photo_generator: Annotated[
        Path | None, typer.Option(help="A sketch-to-photo network: its photos as queries, too.")
    ] = None,
) -> None:
    """Acc.@1, 5 and 10 at the rows that each sketch selects, and at every other choice of rows."""
    from sketchapp.training.retrieval_figures import retrieval_figures

    data = load_dataset(dataset, split)
    figures = retrieval_figures(data, checkpoint, folds, grid)
    if photo_generator is not None:
        from sketchapp.training.sketch_to_photo.made_queries import generated_row

        figures["by_generated_photo"] = generated_row(data, checkpoint, folds, photo_generator)
    report(figures, json_file)


@evaluate.command("early")
def evaluate_early(
    dataset: DatasetOption,
    split: SplitOption = None,
    checkpoint: CheckpointOption = CHECKPOINT,
    folds: FoldsOption = None,
    json_file: JsonOption = None,
    plots: Annotated[Path | None, typer.Option(help="Folder for the curves, PNG and CSV.")] = None,
    limit: Annotated[
        int | None, typer.Option(min=1, help="Sketches, drawn at random; left out, all.")
    ] = None,
) -> None:
    """What unfinished sketches find: m@A, m@B, entropy, and three ways of being abstract."""
    from sketchapp.training.early import early_table

    table = early_table(load_dataset(dataset, split), checkpoint, folds, limit)
    if plots is not None:
        from sketchapp.training.plots import write_plots

        write_plots(table, plots)
    report(table, json_file)


@evaluate.command("forensic")
def evaluate_forensic(
    dataset: DatasetOption,
    split: SplitOption = None,
    checkpoint: CheckpointOption = CHECKPOINT,
    json_file: JsonOption = None,
) -> None:
    """Faces: Acc.@1, and the verification rate where 1 % of wrong pairs are accepted."""
    from sketchapp.training.verification import verification_table

    report(verification_table(load_dataset(dataset, split), checkpoint), json_file)


@evaluate.command("efficiency")
def evaluate_efficiency(
    checkpoint: CheckpointOption = CHECKPOINT,
    photos: Annotated[int, typer.Option(min=1, help="Photos that are searched.")] = 2000,
    json_file: JsonOption = None,
) -> None:
    """Parameters and operations of embedding a sketch, and the share of the search in a query."""
    from sketchapp.models.load import load_retriever
    from sketchapp.training.efficiency import efficiency_of

    report(efficiency_of(load_retriever(checkpoint), photos), json_file)


@evaluate.command("attribution")
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


@evaluate.command("difference")
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


@train.command("folds")
def train_folds(
    dataset: DatasetOption,
    out: Annotated[Path, typer.Option(help="Folder for folds.json and the models.")],
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


@train.command("retriever")
def train_retriever(
    dataset: Annotated[list[str], typer.Option(help="NAME:PATH, may be given several times.")],
    out: Annotated[Path, typer.Option(help="The weights to write, a .safetensors file.")],
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
        Path | None, typer.Option(help="Folder for the curves of the losses, for TensorBoard.")
    ] = None,
    threads: Annotated[int | None, typer.Option(min=1, help="CPU threads.")] = None,
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
    )
    print(describe(job) if dry_run else f"wrote {run_job(job)}")


@train.command("familiarity")
def train_familiarity(
    dataset: Annotated[list[str], typer.Option(help="What the weights were trained on.")],
    doodles: Annotated[Path, typer.Option(help="Folder of Quick, Draw! files.")],
    folds: Annotated[Path, typer.Option(help="Models of a cross-validation.")],
    checkpoint: CheckpointOption = CHECKPOINT,
    json_file: JsonOption = None,
) -> None:
    """Teach weights to tell what they know from anything else; the level comes out of fold."""
    from sketchapp.training.familiarity import familiarity_table, store_direction
    from sketchapp.training.folds import read_folds

    data = [load_dataset(spec) for spec in dataset]
    table = familiarity_table(data, doodles, read_folds(folds))
    store_direction(checkpoint, data, doodles, table["familiar_from"])
    report(table, json_file)


@train.command("scaling")
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


@train.command("certainty")
def train_certainty(
    dataset: Annotated[list[str], typer.Option(help="NAME:PATH, may be given several times.")],
    folds: Annotated[list[Path], typer.Option(help="Models of a cross-validation, one for each.")],
    checkpoint: CheckpointOption = CHECKPOINT,
    json_file: JsonOption = None,
) -> None:
    """Fit the temperature of similarities out of fold and write it into weights.

    Their file hash changes: embeddings that were kept for the old file are made anew.
    """
    from sketchapp.training.calibration import certainty_table, store_temperature
    from sketchapp.training.folds import read_folds

    data = [load_dataset(spec) for spec in dataset]
    table = certainty_table(data, [read_folds(folder) for folder in folds])
    store_temperature(checkpoint, table["temperature"])
    report(table, json_file)


@train.command("simulator")
def train_simulator(
    dataset: Annotated[list[str], typer.Option(help="NAME:PATH, may be given several times.")],
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


@train.command("card")
def train_card(
    figures: Annotated[list[str], typer.Option(help="NAME=FILE: measured figures as JSON.")],
    commit: Annotated[str, typer.Option(help="Commit of the code that trained it.")],
    checkpoint: CheckpointOption = CHECKPOINT,
) -> None:
    """Write measured figures into the weights, and the card beside them."""
    from sketchapp.training.card import read_figures, seal

    print(f"wrote {seal(checkpoint, read_figures(figures), commit)}")


@bench.command("attribution")
def bench_attribution(json_file: JsonOption = None) -> None:
    """The attribution kernels against the printed formulas and against one encoder pass."""
    from benchmarks.attribution import run

    report(run(), json_file)


@bench.command("live")
def bench_live(json_file: JsonOption = None) -> None:
    """Pen up to colour on the real page in Chromium, with the share of every stage."""
    from benchmarks.live import run

    report(run(), json_file)


@bench.command("cleaning")
def bench_cleaning(json_file: JsonOption = None) -> None:
    """Pen up to flags on the real page in Chromium, with what the search takes meanwhile."""
    from benchmarks.cleaning import run

    report(run(), json_file)


@bench.command("crowd")
def bench_crowd(
    people: Annotated[int, typer.Option(min=1, max=100)] = 10, json_file: JsonOption = None
) -> None:
    """Several people drawing at once: time of an answer, errors, mixed-up answers."""
    from benchmarks.crowd import run

    report(run(people), json_file)


@bench.command("study")
def bench_study(
    participants: Annotated[int, typer.Option(min=1, max=200)] = 50,
    trials: Annotated[int, typer.Option(min=1, max=50, help="Sketches of each.")] = 5,
    json_file: JsonOption = None,
) -> None:
    """Participants of a study at once: errors, acknowledged answers lost, time of a submit."""
    from benchmarks.study import run

    report(run(participants, trials), json_file)


@bench.command("start")
def bench_start(json_file: JsonOption = None) -> None:
    """Process start to first usable page, and resident memory."""
    from benchmarks.start import run

    report(run(), json_file)


@bench.command("search")
def bench_search(
    sizes: Annotated[
        list[int], typer.Option("--size", min=1000, help="Photos; may be given several times.")
    ] = [10_000, 100_000, 1_000_000],  # noqa: B006 (typer reads it, nothing changes it)
    json_file: JsonOption = None,
) -> None:
    """Search among many photos: time and recall of every backend beside an exact search."""
    from benchmarks.search import run

    report(run(tuple(sizes)), json_file)


@bench.command("training")
def bench_training(
    recipe: Annotated[str, typer.Option(help="A recipe of `train retriever`.")] = "compact",
    steps: Annotated[int, typer.Option(min=1, help="Steps that are measured.")] = 12,
    generator: Annotated[Path | None, typer.Option(help="For recipes that need one.")] = None,
    json_file: JsonOption = None,
) -> None:
    """Pairs a second of training on the shipped gallery, and what the time goes to."""
    from benchmarks.training import run

    report(run(recipe, steps, generator), json_file)


def main() -> None:
    """Run the command line; input that is refused ends in one sentence and exit status 2."""
    logging.basicConfig(level=logging.INFO, format="%(levelname)s: %(message)s", stream=sys.stderr)
    try:
        app()
    except SketchAppError as error:
        print(f"error: {error}", file=sys.stderr)
        sys.exit(2)
