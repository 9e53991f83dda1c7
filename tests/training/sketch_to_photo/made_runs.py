"""Recipes, pairs and distances that a test can afford."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import torch

from sketchapp.data.registry import load_dataset
from sketchapp.models.backbones import build_backbone
from sketchapp.training.sketch_to_photo.pairs import PhotoPairs
from sketchapp.training.sketch_to_photo.perceptual import Perceptual
from sketchapp.training.sketch_to_photo.recipe import SKETCH_TO_PHOTO_RECIPES
from tests.made_datasets import make_rendered

RECIPE = replace(SKETCH_TO_PHOTO_RECIPES["tiny"], steps=3, adversarial_from=1)


def made_pairs(folder: Path) -> PhotoPairs:
    """Five chairs of 16 px."""
    return PhotoPairs.of([load_dataset(f"rendered:{make_rendered(folder)}")], (), 16)


def made_perceptual() -> Perceptual:
    """A SqueezeNet of random weights."""
    with torch.random.fork_rng():
        torch.manual_seed(0)
        return Perceptual(build_backbone("squeezenet1_0").eval().requires_grad_(False))
