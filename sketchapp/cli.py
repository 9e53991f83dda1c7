"""The command line: `python -m sketchapp GROUP VERB`."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from typing import NoReturn

import typer

from sketchapp.commands import (
    benchmarks,
    classifier,
    cleaning,
    ensemble,
    gallery,
    generator,
    photo,
    reliability,
    retrieval,
    study,
    training,
)
from sketchapp.errors import SketchAppError

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)

EVALUATE: dict[str, Callable[..., None]] = {
    "retrieval": retrieval.evaluate_retrieval,
    "early": retrieval.evaluate_early,
    "forensic": retrieval.evaluate_forensic,
    "efficiency": retrieval.evaluate_efficiency,
    "attribution": retrieval.evaluate_attribution,
    "difference": retrieval.evaluate_difference,
    "reliability": reliability.evaluate_reliability,
    "time": reliability.evaluate_time,
    "cleaning": cleaning.evaluate_cleaning,
    "attack": classifier.evaluate_attack,
    "sanity": classifier.evaluate_sanity,
    "latents": generator.evaluate_latents,
    "influence": photo.evaluate_influence,
    "generation": photo.evaluate_generation,
}
TRAIN: dict[str, Callable[..., None]] = {
    "folds": training.train_folds,
    "retriever": training.train_retriever,
    "narrow": ensemble.train_narrow,
    "ensemble": ensemble.train_ensemble,
    "scaling": training.train_scaling,
    "familiarity": training.train_familiarity,
    "certainty": training.train_certainty,
    "card": training.train_card,
    "trust": reliability.train_trust,
    "simulator": training.train_simulator,
    "classifier": classifier.train_classifier,
    "generator": generator.train_generator,
    "sketch-to-photo": photo.train_sketch_to_photo,
    "translator": photo.train_translator,
    "ignored": photo.train_ignored,
}
BENCH: dict[str, Callable[..., None]] = {
    "live": benchmarks.bench_live,
    "cleaning": benchmarks.bench_cleaning,
    "photo": benchmarks.bench_photo,
    "attack": benchmarks.bench_attack,
    "attribution": benchmarks.bench_attribution,
    "crowd": benchmarks.bench_crowd,
    "study": benchmarks.bench_study,
    "start": benchmarks.bench_start,
    "search": benchmarks.bench_search,
    "training": benchmarks.bench_training,
}
GROUPS = {
    "evaluate": (EVALUATE, "The papers' tables on any dataset."),
    "train": (TRAIN, "Train models; every run goes on after a kill."),
    "bench": (BENCH, "Measure speed, side by side with a naive twin."),
}


@app.callback()
def everything_but_serving() -> None:
    """Train, evaluate and measure. `python app.py` serves the page."""


for group, (verbs, purpose) in GROUPS.items():
    typer_group = typer.Typer(no_args_is_help=True, help=purpose)
    for verb, command in verbs.items():
        typer_group.command(verb)(command)
    app.add_typer(typer_group, name=group)
app.add_typer(gallery.gallery, name="gallery")
app.add_typer(generator.generator, name="generator")
app.add_typer(photo.photo, name="photo")
app.add_typer(study.study, name="study")


def main() -> None:
    """Run the command line; what is refused or cannot be written ends in one sentence, status 2."""
    logging.basicConfig(level=logging.INFO, format="%(levelname)s: %(message)s", stream=sys.stderr)
    try:
        app()
    except SketchAppError as error:
        _end(str(error))
    except OSError as error:
        known = error.filename is not None and error.strerror is not None
        _end(f"{error.filename}: {error.strerror}" if known else str(error))


def _end(sentence: str) -> NoReturn:
    print(f"error: {sentence}", file=sys.stderr)
    sys.exit(2)
