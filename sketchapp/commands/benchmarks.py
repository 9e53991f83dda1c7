"""`bench`: speed, side by side with a naive twin or a peer."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sketchapp.commands.options import JsonOption
from sketchapp.commands.reporting import report


def bench_attribution(json_file: JsonOption = None) -> None:
    """The attribution kernels against the printed formulas and against one encoder pass."""
    from benchmarks.attribution import run

    report(run(), json_file)


def bench_live(json_file: JsonOption = None) -> None:
    """Pen up to colour on the real page in Chromium, with the share of every stage."""
    from benchmarks.live import run

    report(run(), json_file)


def bench_cleaning(json_file: JsonOption = None) -> None:
    """Pen up to flags on the real page in Chromium, with what the search takes meanwhile."""
    from benchmarks.cleaning import run

    report(run(), json_file)


def bench_crowd(
    people: Annotated[int, typer.Option(min=1, max=100)] = 10, json_file: JsonOption = None
) -> None:
    """Several people drawing at once: time of an answer, errors, mixed-up answers."""
    from benchmarks.crowd import run

    report(run(people), json_file)


def bench_study(
    participants: Annotated[int, typer.Option(min=1, max=200)] = 50,
    trials: Annotated[int, typer.Option(min=1, max=50, help="Sketches of each.")] = 5,
    json_file: JsonOption = None,
) -> None:
    """Participants of a study at once: errors, acknowledged answers lost, time of a submit."""
    from benchmarks.study import run

    report(run(participants, trials), json_file)


def bench_start(json_file: JsonOption = None) -> None:
    """Process start to first usable page, and resident memory."""
    from benchmarks.start import run

    report(run(), json_file)


def bench_search(
    sizes: Annotated[
        list[int], typer.Option("--size", min=1000, help="Photos; may be given several times.")
    ] = [10_000, 100_000, 1_000_000],  # noqa: B006 (typer reads it, nothing changes it)
    json_file: JsonOption = None,
) -> None:
    """Search among many photos: time and recall of every backend beside an exact search."""
    from benchmarks.search import run

    report(run(tuple(sizes)), json_file)


def bench_training(
    recipe: Annotated[str, typer.Option(help="A recipe of `train retriever`.")] = "compact",
    steps: Annotated[int, typer.Option(min=1, help="Steps that are measured.")] = 12,
    generator: Annotated[Path | None, typer.Option(help="For recipes that need one.")] = None,
    json_file: JsonOption = None,
) -> None:
    """Pairs a second of training on the shipped gallery, and what the time goes to."""
    from benchmarks.training import run

    report(run(recipe, steps, generator), json_file)


def bench_photo(json_file: JsonOption = None) -> None:
    """Pen up to photo on the real page in Chromium, with what the search takes meanwhile."""
    from benchmarks.photo import run

    report(run(), json_file)


def bench_attack(json_file: JsonOption = None) -> None:
    """Attacks on the real page, from click to answer, and what the guess adds to a live answer."""
    from benchmarks.attack import run

    report(run(), json_file)
