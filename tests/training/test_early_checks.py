"""What is refused before any data is read."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from sketchapp.errors import CheckpointError, DatasetError, OutputError
from sketchapp.training.early_checks import (
    check_folds,
    check_training,
    looks_like_path,
)
from sketchapp.training.recipes import RECIPES
from sketchapp.training.start import Start
from tests.models.stylegan2.tiny_generators import tiny_generator
from tests.models.tiny import tiny_retriever


@pytest.fixture
def there(tmp_path: Path) -> Path:
    """A file that is there."""
    (tmp_path / "there.safetensors").write_bytes(b"")
    return tmp_path / "there.safetensors"


def test_an_output_that_cannot_be_is_refused_first(tmp_path: Path) -> None:
    gone = Start("imagenet", retriever=tmp_path / "gone.safetensors")
    with pytest.raises(OutputError, match=r"--out .*r.pt is no .safetensors file"):
        check_training(tmp_path / "r.pt", gone, RECIPES["compact"])


@pytest.fixture
def retriever(tmp_path: Path) -> Path:
    """Weights of a retriever of feature matrices."""
    tiny_retriever().save(tmp_path / "retriever.safetensors", {})
    return tmp_path / "retriever.safetensors"


@pytest.fixture
def generator(tmp_path: Path) -> Path:
    """Weights of a generator."""
    tiny_generator().save(tmp_path / "generator.safetensors", {})
    return tmp_path / "generator.safetensors"


def test_files_of_the_start_must_be_there(there: Path, retriever: Path, generator: Path) -> None:
    out, gone = there.parent / "r.safetensors", there.parent / "gone.safetensors"
    recipe, whole = RECIPES["compact"], Start(str(there), retriever, generator)
    for start in (Start(), Start("imagenet"), Start(there), whole):
        check_training(out, start, recipe)
    for start, option in (
        (Start(gone), "--weights"),
        (Start(str(gone)), "--weights"),
        (Start("imagenet", retriever=gone), "--start"),
        (Start("imagenet", generator=gone), "--generator"),
    ):
        with pytest.raises(CheckpointError, match=f"{option} {gone} is no file"):
            check_training(out, start, recipe)


def test_files_of_the_start_must_hold_what_goes_on(retriever: Path, generator: Path) -> None:
    out, damaged = retriever.parent / "r.safetensors", retriever.parent / "damaged.safetensors"
    damaged.write_bytes(b"")
    for recipe, start, sentence in (
        (
            "compact",
            Start(retriever=generator),
            "--start .* holds no retriever of feature matrices",
        ),
        ("clip-prompts", Start(retriever=retriever), "--start .* holds no CLIP with prompts"),
        ("compact", Start(generator=retriever), "--generator .* holds no generator; give weights"),
        ("compact", Start(retriever=damaged), "no readable header"),
    ):
        with pytest.raises(CheckpointError, match=sentence):
            check_training(out, start, RECIPES[recipe])


def test_a_recipe_that_decodes_photos_needs_a_generator(there: Path, generator: Path) -> None:
    out, recipe = there.parent / "r.safetensors", RECIPES["reconstruction"]
    check_training(out, Start(generator=generator), recipe)
    with pytest.raises(CheckpointError, match="--generator FILE"):
        check_training(out, Start(), recipe)
    without = replace(recipe, objective=replace(recipe.objective, reconstruction_weight=0.0))
    check_training(out, Start(), without)


def test_a_fold_and_its_folds_belong_together() -> None:
    check_folds(0, None)
    check_folds(2, 0)
    for n_folds, fold in ((1, None), (0, 0)):
        with pytest.raises(DatasetError, match="both --folds and --fold"):
            check_folds(n_folds, fold)


@pytest.mark.parametrize(
    ("weights", "expected"),
    [
        ("imagenet", False),
        ("laion2b_s34b_b79k", False),
        ("vgg.safetensors", True),
        ("vgg.pth", True),
        ("models/vgg", True),
        ("", False),
    ],
)
def test_tags_are_told_from_paths(weights: str, expected: bool) -> None:
    assert looks_like_path(weights) == expected
