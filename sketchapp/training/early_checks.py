"""What a training would stumble over later, said before any data is read."""

from __future__ import annotations

import os
from pathlib import Path

from sketchapp.errors import CheckpointError, DatasetError
from sketchapp.outputs import WEIGHTS, check_output_file
from sketchapp.training.decoders import check_generator
from sketchapp.training.recipe import Recipe
from sketchapp.training.start import Start

WEIGHT_SUFFIXES = (".safetensors", ".pt", ".pth", ".bin")


def check_training(out: Path, start: Start, recipe: Recipe) -> None:
    """Refuse an output that cannot be written, and files that are not there.

    Nothing is made. Raises OutputError or CheckpointError.
    """
    check_output(out)
    if isinstance(start.backbone, Path) or looks_like_path(start.backbone or ""):
        check_file("--weights", Path(start.backbone or ""))
    for option, path in (("--start", start.retriever), ("--generator", start.generator)):
        if path is not None:
            check_file(option, path)
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


def looks_like_path(weights: str) -> bool:
    """Whether weights are meant as a file, and not as a tag to download."""
    return "/" in weights or os.sep in weights or weights.endswith(WEIGHT_SUFFIXES)
