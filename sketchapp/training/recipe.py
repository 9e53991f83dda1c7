"""The recipe of a retriever: every number that training depends on, saved with the weights."""

from __future__ import annotations

from dataclasses import dataclass, field

from sketchapp.models.retriever import RetrieverConfig


@dataclass(frozen=True)
class SketchAugmentation:
    """How drawings are varied on their vectors; standard deviations unless said otherwise."""

    rotation_deg: float = 4.0
    scale: float = 0.08  # of each axis on its own
    shear: float = 0.05
    warp: float = 0.015  # smooth displacement, of the longer side of the ink
    drop_probability: float = 0.1  # of each stroke, where there are at least four
    frame_jitter: float = 0.04  # of the share that the ink takes
    shift: float = 0.02  # of the picture


@dataclass(frozen=True)
class PhotoAugmentation:
    """How photos are varied: zoom and shift of the picture, then its colours."""

    zoom: float = 0.08
    shift: float = 0.03
    brightness: float = 0.15
    grey_probability: float = 0.2


@dataclass(frozen=True)
class Recipe:
    """Training of a retriever by softmax over the similarities of a batch, both ways."""

    model: RetrieverConfig = field(default_factory=RetrieverConfig)
    sketches: SketchAugmentation = field(default_factory=SketchAugmentation)
    photos: PhotoAugmentation = field(default_factory=PhotoAugmentation)
    passes: float = 10.0
    batch: int = 48
    mixed: float = 0.0  # share of the pairs in batches of all categories; the rest meets its own
    temperature: float = 0.07
    backbone_rate: float = 2e-4
    head_rate: float = 1e-3
    weight_decay: float = 0.01
    average_decay: float = 0.99  # of the averaged weights, per step
    traced: float = 0.3  # share of the traced pairs that a pass takes: there are many, all easy
    simulated: float = 0.0  # share of traced drawings that are drawn as a person might
    flip_probability: float = 0.5  # of a sketch and its photo together
    doodles: int = 12  # drawings without a photo in a batch, a quarter of them of known things
    familiarity_weight: float = 0.3
    seed: int = 0
