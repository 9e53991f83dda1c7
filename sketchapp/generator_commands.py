"""`train generator`, `evaluate latents`, `generator ...`: commands about the generator."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sketchapp.data.registry import load_dataset

generator = typer.Typer(no_args_is_help=True, help="Weights of generators.")


def train_generator(
    dataset: Annotated[list[str], typer.Option(help="NAME:PATH, may be given several times.")],
    out: Annotated[Path, typer.Option(help="The weights to write, a .safetensors file.")],
    recipe: Annotated[str, typer.Option(help="published, gpu, cpu64 or tiny.")] = "gpu",
    category: Annotated[
        list[str] | None, typer.Option(help="Only these; may be given several times.")
    ] = None,
    weights: Annotated[
        str | None, typer.Option(help="SqueezeNet as .safetensors, or imagenet: measures KID.")
    ] = None,
    threads: Annotated[int | None, typer.Option(min=1, help="CPU threads.")] = None,
    max_minutes: Annotated[
        float | None, typer.Option(min=0, help="Write what there is after so long; may go on.")
    ] = None,
    dry_run: Annotated[bool, typer.Option(help="Print photos and recipe, and stop.")] = False,
) -> None:
    """Train a StyleGAN2; a stopped run goes on where it was. Several GPUs: accelerate launch."""
    import torch

    from sketchapp.training.generator.recipe import recipe_named
    from sketchapp.training.generator.train import GeneratorJob, describe
    from sketchapp.training.generator.train import train_generator as run_job

    if threads is not None:
        torch.set_num_threads(threads)
    job = GeneratorJob(
        datasets=tuple(load_dataset(spec) for spec in dataset),
        categories=tuple(category or ()),
        recipe=recipe_named(recipe),
        out=out,
        feature_weights=weights,
        max_minutes=max_minutes,
    )
    print(describe(job) if dry_run else f"wrote {run_job(job)}")
