"""What a training would stumble over later, said before any data is read."""

from __future__ import annotations

import os
from pathlib import Path

from sketchapp.errors import CheckpointError, DatasetError
from sketchapp.models import clip_prompts, retriever
from sketchapp.models.checkpoint import read_config
from sketchapp.models.load import LOADERS
from sketchapp.models.retriever import RetrieverConfig
from sketchapp.outputs import WEIGHTS, check_output_file
from sketchapp.training.decoders import check_generator
from sketchapp.training.recipe import Recipe
from sketchapp.training.start import Start

GENERATOR = "generator"
HELD = {
    retriever.HEADER: "retriever of feature matrices",
    clip_prompts.HEADER: "CLIP with prompts",
    GENERATOR: "generator",
}
"""What weights hold, by the name of its configuration in their header."""

WEIGHT_SUFFIXES = (".safetensors", ".pt", ".pth", ".bin")


def check_training(out: Path, start: Start, recipe: Recipe) -> None:
    """Refuse an output that cannot be written, and files that are not there or hold another thing.

    Nothing is made. Raises OutputError or CheckpointError.
    """
    check_output(out)
    if isinstance(start.backbone, Path) or looks_like_path(start.backbone or ""):
        check_file("--weights", Path(start.backbone or ""))
    if start.retriever is not None:
        has_rows = isinstance(recipe.model, RetrieverConfig)
        check_held(
            "--start", start.retriever, retriever.HEADER if has_rows else clip_prompts.HEADER
        )
    if start.generator is not None:
        check_held("--generator", start.generator, GENERATOR)
    check_generator(recipe, start)


def check_folds(n_folds: int, fold: int | None) -> None:
    """Folds and the number of the fold to leave out belong together; DatasetError otherwise."""
    if bool(n_folds) != (fold is not None):
        raise DatasetError("to leave out a fold, give both --folds and --fold")


def check_output(out: Path) -> None:
    """Weights can be written to this file; OutputError otherwise."""
    check_output_file("--out", out, WEIGHTS)


def check_file(option: str, path: Path) -> None:
    """A file that an option names is there."""
    if not path.is_file():
        raise CheckpointError(f"{option} {path} is no file; give the path of a .safetensors file")


def check_held(option: str, path: Path, name: str) -> None:
    """A file that an option names is there, and its header has something of this name."""
    check_file(option, path)
    if name not in read_config(path):
        raise CheckpointError(f"{option} {path} holds no {HELD[name]}; give weights of one")


def check_retriever(option: str, path: Path) -> None:
    """A file that an option names is there and holds a retriever of any kind."""
    check_file(option, path)
    if LOADERS.keys().isdisjoint(read_config(path)):
        raise CheckpointError(f"{option} {path} holds no retriever; give weights of one")


def looks_like_path(weights: str) -> bool:
    """Whether weights are meant as a file, and not as a tag to download."""
    return "/" in weights or os.sep in weights or weights.endswith(WEIGHT_SUFFIXES)
