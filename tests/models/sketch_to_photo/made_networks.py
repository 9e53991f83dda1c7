"""Sketch-to-photo networks so small that a test can afford them, and sketches for them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import torch
from torch import nn

from sketchapp.generation import IgnoredRule, write_rule
from sketchapp.models.checkpoint import file_hash
from sketchapp.models.sketch_to_photo.config import SketchToPhotoConfig
from sketchapp.models.sketch_to_photo.network import SketchToPhoto
from sketchapp.models.sketch_to_photo.photo_generator import StylePhotoGenerator
from sketchapp.sketch import Sketch
from tests.models.stylegan2.tiny_generators import TINY, TWO_KINDS, tiny_generator

ROWS_ALONE = SketchToPhotoConfig(structural=3, grid=1, size_px=32, backbone_px=32)
WITH_MAPS = replace(ROWS_ALONE, maps_px=(8, 16))
PALENESS = 0.1
CHAIR = Sketch.from_polylines(
    [[[0.3, 0.1], [0.3, 0.9]], [[0.3, 0.5], [0.7, 0.5]], [[0.7, 0.5], [0.7, 0.9]]]
)


def tiny_network(config: SketchToPhotoConfig = WITH_MAPS, kinds: bool = True) -> SketchToPhoto:
    """Random weights that depend on nothing but the configuration, frozen, in eval mode."""
    with torch.random.fork_rng():
        torch.manual_seed(0)
        network = SketchToPhoto(config, tiny_generator(TWO_KINDS if kinds else TINY))
        nn.init.normal_(network.encoder.rows.project.weight, 0, 0.1)  # type: ignore[arg-type]
    return network.eval().requires_grad_(False)


def tiny_photo_generator(config: SketchToPhotoConfig = WITH_MAPS) -> StylePhotoGenerator:
    """Photos of 16 px, of chairs and shoes."""
    return StylePhotoGenerator(tiny_network(config), "tiny")


def saved_photo_generator(path: Path, ignored_under: float | None = None) -> Path:
    """Such a network as a file, with a rule for what is ignored, or without any.

    Its photos are pale, so that edges are missing along strokes.
    """
    network = tiny_network()
    for name, parameter in network.named_parameters():
        if name.endswith("colours.conv.weight"):
            parameter.mul_(PALENESS)
    network.save(path, {})
    if ignored_under is not None:
        rule = IgnoredRule(file_hash(path), "leave-one-out", (ignored_under,) * 3, 0.03, {})
        write_rule(path, rule)
    return path
