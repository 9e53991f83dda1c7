"""`train sketch-to-photo`, `evaluate generation` and the like: commands about made photos."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Annotated

import typer

from sketchapp.commands.options import (
    CHECKPOINT,
    CategoriesOption,
    DatasetOption,
    DatasetsOption,
    JsonOption,
    MinutesOption,
    PictureOption,
    SplitOption,
    ThreadsOption,
    WeightsOutOption,
)
from sketchapp.commands.reporting import report
from sketchapp.data.dataset import Dataset
from sketchapp.data.registry import load_dataset
from sketchapp.settings import ROOT

PHOTO_CHECKPOINT = ROOT / "checkpoints" / "sketch_to_photo.safetensors"

photo = typer.Typer(no_args_is_help=True, help="Weights of sketch-to-photo networks.")

PhotoCheckpoint = Annotated[Path, typer.Option(help="Weights of a sketch-to-photo network.")]
LimitOption = Annotated[
    int | None, typer.Option(min=1, help="Sketches, drawn at random; left out, all.")
]
LoadersOption = Annotated[
    int, typer.Option(min=0, max=64, help="Processes that draw batches ahead, for a GPU.")
]
FeatureWeights = Annotated[str, typer.Option(help="SqueezeNet as .safetensors, or imagenet.")]


def train_sketch_to_photo(
    dataset: DatasetsOption,
    out: WeightsOutOption,
    weights: FeatureWeights = "imagenet",
    backbone: Annotated[
        str, typer.Option(help="The encoder's weights: a .safetensors file, a tag, or random.")
    ] = "imagenet",
    generator: Annotated[
        Path | None, typer.Option(help="A generator to begin with; left out, one is drawn.")
    ] = None,
    recipe: Annotated[
        str, typer.Option(help="published, compact, compact128 or tiny.")
    ] = "compact",
    category: CategoriesOption = None,
    threads: ThreadsOption = None,
    max_minutes: MinutesOption = math.inf,
    loaders: LoadersOption = 0,
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
        unseen=_unseen(dataset),
        categories=tuple(category or ()),
        recipe=sketch_to_photo_recipe(recipe),
        out=out,
        feature_weights=weights,
        backbone=None if backbone == "random" else backbone,
        generator=generator,
        max_minutes=max_minutes,
        loaders=loaders,
    )
    print(describe(job) if dry_run else f"wrote {run_job(job)}")


def train_translator(
    dataset: DatasetsOption,
    out: WeightsOutOption,
    recipe: Annotated[
        str, typer.Option(help="pix2pix, cyclegan, tiny-pix2pix or tiny-cyclegan.")
    ] = "pix2pix",
    weights: FeatureWeights = "imagenet",
    category: CategoriesOption = None,
    max_minutes: MinutesOption = math.inf,
    loaders: LoadersOption = 0,
    dry_run: Annotated[bool, typer.Option(help="Print pairs and recipe, and stop.")] = False,
) -> None:
    """Train a baseline that translates pictures of sketches; a stopped run goes on."""
    from sketchapp.training.translators.recipe import translator_recipe
    from sketchapp.training.translators.train import TranslatorJob, describe
    from sketchapp.training.translators.train import train_translator as run_job

    job = TranslatorJob(
        datasets=tuple(load_dataset(spec) for spec in dataset),
        unseen=_unseen(dataset),
        categories=tuple(category or ()),
        recipe=translator_recipe(recipe),
        out=out,
        feature_weights=weights,
        max_minutes=max_minutes,
        loaders=loaders,
    )
    print(describe(job) if dry_run else f"wrote {run_job(job)}")


def evaluate_influence(
    dataset: DatasetOption,
    checkpoint: PhotoCheckpoint = PHOTO_CHECKPOINT,
    weights: FeatureWeights = "imagenet",
    split: SplitOption = "val",
    limit: LimitOption = 40,
    json_file: JsonOption = None,
) -> None:
    """Does influence on the latent rows say what leaving a stroke out does? Every method."""
    from sketchapp.models.sketch_to_photo.photo_generator import load_photo_generator
    from sketchapp.training.sketch_to_photo.ignored_fit import influence_table
    from sketchapp.training.sketch_to_photo.perceptual import Perceptual
    from sketchapp.training.sketch_to_photo.strokes import judged_sketches

    generator, data = load_photo_generator(checkpoint), load_dataset(dataset, split)
    judged = judged_sketches(data, generator, Perceptual.of(weights), limit, noisy=False)
    report(influence_table(judged), json_file)


def train_ignored(
    dataset: DatasetOption,
    checkpoint: PhotoCheckpoint = PHOTO_CHECKPOINT,
    weights: FeatureWeights = "imagenet",
    split: SplitOption = "val",
    limit: LimitOption = 80,
    method: Annotated[
        str | None, typer.Option(help="Of influence; left out, what tells best.")
    ] = None,
    distance: Annotated[
        float,
        typer.Option(min=0, help="A heeded line as long as the picture moves it by this."),
    ] = 0.03,
    json_file: JsonOption = None,
) -> None:
    """Fit when a stroke counts as ignored, on sketches that strokes were added to.

    It is kept beside the weights, which stay as they are; fit again when they change.
    """
    from sketchapp.generation.ignored import write_rule
    from sketchapp.generation.influence import find_method
    from sketchapp.models.sketch_to_photo.photo_generator import load_photo_generator
    from sketchapp.training.sketch_to_photo.ignored_fit import fit_rule
    from sketchapp.training.sketch_to_photo.perceptual import Perceptual
    from sketchapp.training.sketch_to_photo.strokes import judged_sketches

    if method is not None:
        find_method(method)
    generator, data = load_photo_generator(checkpoint), load_dataset(dataset, split)
    judged = judged_sketches(data, generator, Perceptual.of(weights), limit, noisy=True)
    rule = fit_rule(judged, generator.id, method, distance)
    write_rule(checkpoint, rule)
    report(rule, json_file)


def evaluate_generation(
    dataset: DatasetOption,
    checkpoint: Annotated[
        Path, typer.Option(help="Weights of a sketch-to-photo network, or of a translator.")
    ] = PHOTO_CHECKPOINT,
    weights: FeatureWeights = "imagenet",
    split: SplitOption = "test",
    retriever: Annotated[Path, typer.Option(help="Searches with the made photos.")] = CHECKPOINT,
    category: CategoriesOption = None,
    limit: LimitOption = None,
    seed: int = 0,
    json_file: JsonOption = None,
) -> None:
    """Made photos: KID, distance to the paired photo, what they find, strokes that are heeded."""
    from sketchapp.training.parts import category_part
    from sketchapp.training.sketch_to_photo.generation_table import GenerationJob, generation_table

    data = category_part(load_dataset(dataset, split), category or ())
    job = GenerationJob(checkpoint, data, weights, retriever, limit, seed)
    report(generation_table(job), json_file)


@photo.command("card")
def write_card(
    checkpoint: Annotated[Path, typer.Argument(help="Weights that make photos.")],
    looks: Annotated[str, typer.Option(help="What its photos look like, in a sentence.")],
) -> None:
    """Write the card anew, with what a person saw."""
    from sketchapp.training.photo_card import photo_card

    card = checkpoint.with_suffix(".md")
    card.write_text(photo_card(checkpoint, looks), encoding="utf-8")
    print(f"wrote {card}")


@photo.command("picture")
def write_picture(
    dataset: DatasetOption,
    out: PictureOption,
    checkpoint: PhotoCheckpoint = PHOTO_CHECKPOINT,
    split: SplitOption = "test",
    count: Annotated[int, typer.Option(min=1, max=32, help="Sketches, spread over all.")] = 8,
) -> None:
    """Sketches, influence of their strokes, photos, and photos that listened. No photo is copied.

    A picture made of research sketches is for one's own use and not to be redistributed.
    """
    from sketchapp.training.sketch_to_photo.picture import PictureJob, write_photo_picture

    job = PictureJob(checkpoint, load_dataset(dataset, split), out, count)
    print(f"wrote {write_photo_picture(job)}")


def _unseen(specs: list[str]) -> tuple[Dataset, ...]:
    """What grids and figures are of: the validation sides of those that have one by design."""
    return tuple(load_dataset(spec, "val") for spec in specs if spec.startswith("rendered:"))
