"""The recipe of a classifier: every number that training depends on, saved with the weights."""

from __future__ import annotations

from dataclasses import dataclass, field

from sketchapp.models.classifier import ClassifierConfig
from sketchapp.training.recipe import Optimisation, SketchAugmentation

DOODLED = SketchAugmentation(
    rotation_deg=7.0, scale=0.15, shear=0.1, warp=0.02, drop_probability=0.05, frame_jitter=0.05
)
LITE = ClassifierConfig("efficientnet_lite0_whole")
TUNED = Optimisation(backbone_rate=5e-4, head_rate=3e-3, weight_decay=0.03, average_decay=0.995)


@dataclass(frozen=True)
class Variation:
    """How a drawing is varied before a step sees it."""

    lines: SketchAugmentation = DOODLED
    simulated: float = 0.5  # share of drawings that another hand draws again (the simulator)
    partial: float = 0.1  # share of drawings that are not finished
    least_share: float = 0.6  # of the ink of an unfinished one
    flip_probability: float = 0.5
    thickness: float = 0.2  # standard deviation of the logarithm of the lines' thickness


@dataclass(frozen=True)
class ClassifierRecipe:
    """Training of a classifier; the default is that of the shipped one.

    The `categories` with most drawings are told apart (of equals those first by name); test_share
    of their drawings, chosen by hash, are not seen, and of the others every training_share.
    """

    network: ClassifierConfig = LITE
    variation: Variation = field(default_factory=Variation)
    optimisation: Optimisation = TUNED
    categories: int = 100
    test_share: float = 0.2
    training_share: float = 1.0
    batch: int = 32
    passes: float = 24.0
    label_smoothing: float = 0.1
    frozen_tensors: int = 27  # the backbone's first, up to its second stage: half of the time
    bfloat16: bool = False  # slower than float32 for depthwise convolutions, faster for others
    seed: int = 0
