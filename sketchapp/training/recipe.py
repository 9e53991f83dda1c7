"""The recipe of a retriever: every number that training depends on, saved with the weights."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from sketchapp.models.clip_prompts import ClipPromptsConfig
from sketchapp.models.retriever import RetrieverConfig
from sketchapp.training.generator.padding import Padding
from sketchapp.training.losses.registry import LossSettings

RowChoice = Literal["truth", "gumbel"]
"""Which level selects a sketch's rows in training: its true one, or one drawn from the model's."""

Decoded = Literal["rows", "features"]
"""What the reconstruction decodes: the rows that retrieve, or all rows from the feature map."""


FRAMED = RetrieverConfig("efficientnet_lite0", width=16, photo_share=0.8)
"""The network of the shipped recipe: objects take about the share of the picture that ink does."""


@dataclass(frozen=True)
class SketchAugmentation:
    """How drawings are varied on their vectors; standard deviations unless said otherwise."""

    rotation_deg: float = 4.0
    scale: float = 0.12  # of each axis on its own
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
class NewObjects:
    """Which objects of a batch become others, photo and drawings alike, see new_objects.py.

    reshaped: the chance that an object's parts are stretched, by moving a place of each axis by
    `knot` of the extent and multiplying the extents by exp(`aspect`), both standard deviations.
    composed: the share of objects of which one side comes from another one.
    """

    reshaped: float = 0.0
    knot: float = 0.08
    aspect: float = 0.15
    composed: float = 0.0


@dataclass(frozen=True)
class Batching:
    """Which drawings meet in a batch.

    A batch holds `photos` photos of one category and up to `sketches` drawings of each: the first
    whole, every further one partial with the chance `partial`, cut by ink length at one of `shares`
    but the last.
    """

    photos: int = 20
    sketches: int = 2
    partial: float = 0.5
    shares: tuple[float, ...] = (0.3, 0.6, 1.0)  # of the drawing, one a level, coarse first
    share_jitter: float = 0.05  # at most, of a partial drawing, either way
    traced: float = 0.1  # share of the traced photos that a pass takes: there are many, all easy
    simulated: float = 0.0  # share of traced drawings that are drawn as a person might
    flip_probability: float = 0.5  # of a photo and its sketches together
    doodles: int = 12  # drawings without a photo in a batch, a quarter of them of known things


@dataclass(frozen=True)
class Objective:
    """What is minimised: named losses and their weights (0 leaves one out).

    matching is a name of `sketchapp.training.losses.registry`, settings what that loss is told;
    sketch weighs the softmax between sketches of one photo, abstraction Eq. 5, reconstruction
    Eq. 3, familiarity the doodles, names the categories in words, which CLIP alone can read.
    decoded says what the reconstruction starts from (`features` is Eq. 6); with tune_generator the
    generator is trained as well.
    """

    matching: str = "softmax"
    settings: LossSettings = field(default_factory=LossSettings)
    matching_weight: float = 1.0
    sketch_weight: float = 0.0
    abstraction_weight: float = 0.3
    reconstruction_weight: float = 0.0
    decoded: Decoded = "rows"
    tune_generator: bool = False
    padding: Padding = "mapped"  # of the generator's rows that no row of the sketch decodes to
    familiarity_weight: float = 0.3
    names_weight: float = 0.0
    names_temperature: float = 0.01  # CLIP's own


@dataclass(frozen=True)
class Optimisation:
    """AdamW with one cycle of the learning rate, and averaged weights as the result."""

    backbone_rate: float = 5e-4
    head_rate: float = 1.5e-3
    weight_decay: float = 0.01
    warm_up: float = 0.1  # share of the steps in which the rate rises
    constant: bool = False  # the full rate at every step, in place of the cycle
    average_decay: float = 0.99  # of the averaged weights, per step


@dataclass(frozen=True)
class Recipe:
    """Training of a retriever; the default is that of the first shipped network."""

    model: RetrieverConfig | ClipPromptsConfig = FRAMED
    sketches: SketchAugmentation = field(default_factory=SketchAugmentation)
    photos: PhotoAugmentation = field(default_factory=PhotoAugmentation)
    batching: Batching = field(default_factory=Batching)
    new_objects: NewObjects = field(default_factory=NewObjects)
    objective: Objective = field(default_factory=Objective)
    optimisation: Optimisation = field(default_factory=Optimisation)
    row_choice: RowChoice = "truth"
    passes: float = 24.0  # over the photos
    seed: int = 0
