"""The classifier, its file, and networks that are plugged in."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
import torch

from sketchapp.errors import CheckpointError
from sketchapp.models.checkpoint import read_config, read_tensors, write_checkpoint
from sketchapp.models.classifier import (
    NamedClasses,
    guess_sketch,
    guesses_of,
    load_classifier,
    logits_of,
)
from sketchapp.sketch import Sketch
from tests.models.tiny_classifiers import (
    NAMES,
    STYLE,
    left_or_right,
    saved_classifier,
    tiny_classifier,
)

LEFT = Sketch.from_polylines([[[0.1, 0.1], [0.1, 0.9], [0.2, 0.5]], [[0.8, 0.5], [0.9, 0.5]]])


def test_a_file_gives_back_the_network(tmp_path: Path) -> None:
    path = saved_classifier(tmp_path / "c.safetensors", steps=3)
    loaded = load_classifier(path)
    assert loaded.categories == NAMES and loaded.style.size_px == 48
    made = logits_of(tiny_classifier(), [LEFT])
    np.testing.assert_allclose(logits_of(loaded, [LEFT]), made, atol=0.02)  # written in fp16
    assert read_config(path)["steps"] == 3
    assert not any(p.requires_grad for p in loaded.parameters())  # type: ignore[attr-defined]


def test_guesses_are_sorted_and_sure_in_sum() -> None:
    guesses = guesses_of(np.array([1.0, 3.0, 2.0]), NAMES, 3)
    assert [guess.category for guess in guesses] == ["line", "square", "circle"]
    assert sum(guess.confidence for guess in guesses) == pytest.approx(1)
    assert guesses_of(np.array([1e4, -1e4, 0]), NAMES)[0].confidence == 1.0


def test_a_sketch_is_guessed_and_an_empty_one_is_not() -> None:
    (guess,) = guess_sketch(left_or_right(), LEFT)
    assert guess.category == "left" and guess.confidence > 0.5
    assert guess_sketch(left_or_right(), Sketch()) == ()


def test_where_a_sketch_lies_does_not_matter() -> None:
    moved = Sketch.from_polylines([s.points * 0.5 + 0.3 for s in LEFT.strokes])
    both = logits_of(left_or_right(), [LEFT, moved])
    np.testing.assert_allclose(both[0], both[1], atol=1e-4)


def test_a_classifier_of_ones_own_is_plugged_in(monkeypatch: pytest.MonkeyPatch) -> None:
    module = ModuleType("somebodys")
    module.made = left_or_right  # type: ignore[attr-defined]
    module.number = lambda: 7  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "somebodys", module)
    assert load_classifier("somebodys:made").categories == ("left", "right")
    with pytest.raises(CheckpointError, match="NamedClasses"):
        load_classifier("somebodys:number")
    with pytest.raises(CheckpointError, match="MODULE:FUNCTION"):
        load_classifier("somebodys:nothing")
    with pytest.raises(CheckpointError, match="MODULE:FUNCTION"):
        load_classifier("no_such_module:made")


def test_logits_must_fit_the_names_and_be_finite() -> None:
    short = NamedClasses(lambda images: images[:, 0, 0, :2], NAMES, STYLE)
    with pytest.raises(CheckpointError, match="one for each category"):
        logits_of(short, [LEFT])
    broken = NamedClasses(lambda images: torch.full((len(images), 3), torch.nan), NAMES, STYLE)
    with pytest.raises(CheckpointError, match="not finite"):
        logits_of(broken, [LEFT])


def test_other_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match="no weights"):
        load_classifier(tmp_path / "missing.safetensors")
    path = saved_classifier(tmp_path / "c.safetensors")
    write_checkpoint(path, read_tensors(path), {"retriever": {}})
    with pytest.raises(CheckpointError, match="holds no classifier"):
        load_classifier(path)
