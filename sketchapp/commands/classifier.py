"""`train classifier`, `evaluate attack`, `evaluate sanity`, `bench attack`: the classifier."""

from __future__ import annotations

import math
from typing import Annotated

import typer

from sketchapp.commands.options import (
    JsonOption,
    MinutesOption,
    ThreadsOption,
    WeightsOutOption,
)
from sketchapp.commands.reporting import report
from sketchapp.data.registry import LABELLED_ADAPTERS, load_labelled
from sketchapp.settings import ROOT

CLASSIFIER = ROOT / "checkpoints" / "classifier.safetensors"

LabelledOption = Annotated[
    list[str],
    typer.Option(help=f"NAME:PATH, may be given several times; {', '.join(LABELLED_ADAPTERS)}."),
]


def train_classifier(
    dataset: LabelledOption,
    out: WeightsOutOption,
    recipe: Annotated[
        str,
        typer.Option(help="A recipe's name, or a .json file with the values that differ from it."),
    ] = "strong",
    weights: Annotated[
        str,
        typer.Option(help="Weights of the backbone: a .safetensors file, imagenet, or random."),
    ] = "imagenet",
    seed: Annotated[int | None, typer.Option(min=0, help="In place of the recipe's.")] = None,
    threads: ThreadsOption = None,
    max_minutes: MinutesOption = math.inf,
    dry_run: Annotated[bool, typer.Option(help="Print data, steps and recipe, and stop.")] = False,
) -> None:
    """Train a sketch classifier; a killed run goes on where it was."""
    from dataclasses import replace

    import torch

    from sketchapp.training.classifier.recipes import find_classifier_recipe
    from sketchapp.training.classifier.train import ClassifierJob, describe
    from sketchapp.training.classifier.train import train_classifier as run_job

    if threads is not None:
        torch.set_num_threads(threads)
    chosen = find_classifier_recipe(recipe)
    job = ClassifierJob(
        datasets=tuple(load_labelled(spec) for spec in dataset),
        recipe=chosen if seed is None else replace(chosen, seed=seed),
        out=out,
        weights=None if weights == "random" else weights,
        max_minutes=max_minutes,
    )
    print(describe(job) if dry_run else f"wrote {run_job(job)}")


def evaluate_attack(
    dataset: LabelledOption,
    checkpoint: Annotated[
        str,
        typer.Option(help="Weights of a classifier, or MODULE:FUNCTION that returns one."),
    ] = str(CLASSIFIER),
    limit: Annotated[
        int | None, typer.Option(min=1, help="Drawings, drawn at random; left out, all.")
    ] = None,
    further: Annotated[
        bool, typer.Option(help="Also: one stroke added, points moved, which Table 3 lacks.")
    ] = False,
    seed: int = 0,
    json_file: JsonOption = None,
) -> None:
    """Accuracy under the SLA and P-SLA attacks, in percent, on unseen drawings (Table 3)."""
    from sketchapp.training.attack_table import AttackJob, attack_table

    data = tuple(load_labelled(spec) for spec in dataset)
    report(attack_table(AttackJob(checkpoint, data, limit, further, seed)), json_file)


def evaluate_sanity(
    dataset: LabelledOption,
    classifier: Annotated[
        str,
        typer.Option(help="Weights of a classifier, or MODULE:FUNCTION that returns one."),
    ] = str(CLASSIFIER),
    limit: Annotated[int, typer.Option(min=1, help="Drawings, drawn at random.")] = 30,
    seed: int = 0,
    json_file: JsonOption = None,
) -> None:
    """Do a classifier's attributions belong to it? On randomised weights, and by leave-one-out.

    Every pixel attribution, SLA and P-SLA, side by side; of retrievers: evaluate attribution
    --sanity.
    """
    from sketchapp.training.sanity_table import sanity_of_classifier

    data = tuple(load_labelled(spec) for spec in dataset)
    report(sanity_of_classifier(classifier, data, limit, seed=seed), json_file)
