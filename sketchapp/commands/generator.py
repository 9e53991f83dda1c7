"""`train generator`, `evaluate latents`, `generator ...`: commands about the generator."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sketchapp.commands.options import (
    CategoriesOption,
    DatasetsOption,
    JsonOption,
    PictureOption,
    ThreadsOption,
    WeightsOutOption,
)
from sketchapp.commands.reporting import report
from sketchapp.data.registry import load_dataset

generator = typer.Typer(no_args_is_help=True, help="Weights of generators.")


def train_generator(
    dataset: DatasetsOption,
    out: WeightsOutOption,
    recipe: Annotated[str, typer.Option(help="published, gpu, cpu64 or tiny.")] = "gpu",
    category: CategoriesOption = None,
    weights: Annotated[
        str | None, typer.Option(help="SqueezeNet as .safetensors, or imagenet: measures KID.")
    ] = None,
    threads: ThreadsOption = None,
    max_minutes: Annotated[
        float | None, typer.Option(min=0, help="Write what there is after so long; may go on.")
    ] = None,
    r1_weight: Annotated[
        float | None, typer.Option(min=0.0001, help="In place of the recipe's.")
    ] = None,
    dry_run: Annotated[bool, typer.Option(help="Print photos and recipe, and stop.")] = False,
) -> None:
    """Train a StyleGAN2; a stopped run goes on where it was. Several GPUs: accelerate launch."""
    from dataclasses import replace

    import torch

    from sketchapp.training.generator.recipe import recipe_named
    from sketchapp.training.generator.train import GeneratorJob, describe
    from sketchapp.training.generator.train import train_generator as run_job

    if threads is not None:
        torch.set_num_threads(threads)
    named = recipe_named(recipe)
    job = GeneratorJob(
        datasets=tuple(load_dataset(spec) for spec in dataset),
        categories=tuple(category or ()),
        recipe=named if r1_weight is None else replace(named, r1_weight=r1_weight),
        out=out,
        feature_weights=weights,
        max_minutes=max_minutes,
    )
    print(describe(job) if dry_run else f"wrote {run_job(job)}")


def evaluate_latents(
    checkpoint: Annotated[Path, typer.Option(help="Weights of the generator.")],
    dataset: Annotated[str, typer.Option(help="NAME:PATH, whose photos are inverted.")],
    picture: PictureOption,
    weights: Annotated[
        str, typer.Option(help="SqueezeNet as .safetensors, or imagenet.")
    ] = "imagenet",
    split: Annotated[str | None, typer.Option(help="train, val, test or all.")] = None,
    photos: Annotated[int, typer.Option(min=1, help="Photos, drawn at random.")] = 8,
    steps: Annotated[int, typer.Option(min=1, help="Of every inversion.")] = 100,
    padding: Annotated[str, typer.Option(help="Random rows: mapped or gaussian.")] = "mapped",
    seed: int = 0,
    json_file: JsonOption = None,
) -> None:
    """What groups of latent rows decide, and which rows are structural (figure 2)."""
    from sketchapp.training.generator.grid import write_picture
    from sketchapp.training.generator.latents import LatentsJob, latents_study
    from sketchapp.training.generator.padding import check_padding
    from sketchapp.training.generator.pilot import Inversion

    settings = Inversion(steps=steps, padding=check_padding(padding))
    job = LatentsJob(checkpoint, load_dataset(dataset, split), weights, photos, seed)
    table, figure = latents_study(job, settings)
    report(table, json_file)
    write_picture(picture, figure)


@generator.command("import")
def import_published(
    file: Annotated[
        Path, typer.Argument(help="A .pt or .safetensors file of rosinality's layout.")
    ],
    out: WeightsOutOption,
) -> None:
    """Take over a generator that others published; nothing in its file is run."""
    from sketchapp.models.stylegan2.published import generator_of_published, read_published

    taken = generator_of_published(read_published(file))
    taken.save(out, {"published_as": file.name})
    print(f"wrote {out}: {taken.config.size_px} px, {taken.rows} rows")


@generator.command("card")
def write_card(
    checkpoint: Annotated[Path, typer.Argument(help="Weights of a generator trained here.")],
    looks: Annotated[str, typer.Option(help="What its pictures look like, in a sentence.")],
) -> None:
    """Write the card anew, with what a person saw."""
    from sketchapp.training.generator.card import generator_card

    card = checkpoint.with_suffix(".md")
    card.write_text(generator_card(checkpoint, looks), encoding="utf-8")
    print(f"wrote {card}")
