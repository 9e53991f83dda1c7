"""Classifiers so small that a test can afford them, or that its answers are known."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import torch
from torch import Tensor

from sketchapp.models.classifier import ClassifierConfig, NamedClasses, SketchClassifier
from sketchapp.sketch import RasterStyle

TINY = ClassifierConfig("squeezenet1_0", size_px=48)
NAMES = ("circle", "line", "square")
STYLE = RasterStyle(48, 1.6, 0.9)


def tiny_classifier(names: Sequence[str] = NAMES, seed: int = 0) -> SketchClassifier:
    """Random weights that depend on the seed only, in eval mode."""
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        return SketchClassifier(TINY, names).eval().requires_grad_(False)


def saved_classifier(path: Path, names: Sequence[str] = NAMES, **notes: object) -> Path:
    tiny_classifier(names).save(path, dict(notes))
    return path


def halves(images: Tensor) -> Tensor:
    """Ink on the left, and ink on the right, of the picture, as logits (B, 2)."""
    ink = 1 - images[:, 0]  # (B, H, W)
    middle = ink.shape[2] // 2
    return torch.stack([ink[:, :, :middle].sum((1, 2)), ink[:, :, middle:].sum((1, 2))], 1) / 20


def left_or_right() -> NamedClasses:
    """Says on which side more ink lies."""
    return NamedClasses(halves, ("left", "right"), STYLE)
