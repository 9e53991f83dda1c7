"""`train sketch-to-photo`, `train ignored`, `evaluate generation`: commands about made photos."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Annotated

import typer

from sketchapp.data.registry import load_dataset

FeatureWeights = Annotated[str, typer.Option(help="SqueezeNet as .safetensors, or imagenet.")]


def train_sketch_to_photo(
    dataset: Annotated[list[str], typer.Option(help="NAME:PATH, may be given several times.")],
    out: Annotated[Path, typer.Option(help="The weights to write, a .safetensors file.")],
    weights: FeatureWeights = "imagenet",
    backbone: Annotated[
        str, typer.Option(help="The encoder's weights: a .safetensors file, a tag, or random.")
    ] = "imagenet",
    generator: Annotated[
        Path | None, typer.Option(help="A generator to begin with; left out, one is drawn.")
    ] = None,
    recipe: Annotated[str, typer.Option(help="published, compact or tiny.")] = "compact",
    category: Annotated[
        list[str] | None, typer.Option(help="Only these; may be given several times.")
    ] = None,
    threads: Annotated[int | None, typer.Option(min=1, help="CPU threads.")] = None,
    max_minutes: Annotated[
        float, typer.Option(min=0, help="Write what there is after so long; may go on.")
    ] = math.inf,
    dry_run: Annotated[bool, typer.Option(help="Print pairs and recipe, and stop.")] = False,
) -> None:
    """Train photos from sketches; a stopped run goes on where it was."""
    import torch

    from sketchapp.training.sketch_to_photo.recipe import sketch_to_photo_recipe
    from sketchapp.training.sketch_to_photo.train import SketchToPhotoJob, describe
    from sketchapp.training.sketch_to_photo.train import train_sketch_to_photo as run_job

    if threads is not None:
        torch.set_num_threads(threads)
    job = SketchToPhotoJob(
        datasets=tuple(load_dataset(spec) for spec in dataset),
        unseen=tuple(load_dataset(spec, "val") for spec in dataset if spec.startswith("rendered:")),
        categories=tuple(category or ()),
        recipe=sketch_to_photo_recipe(recipe),
        out=out,
        feature_weights=weights,
        backbone=None if backbone == "random" else backbone,
        generator=generator,
        max_minutes=max_minutes,
    )
    print(describe(job) if dry_run else f"wrote {run_job(job)}")
