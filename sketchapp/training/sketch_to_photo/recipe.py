"""The recipe of a sketch-to-photo network: every number that training depends on."""

from __future__ import annotations

from dataclasses import dataclass, field

from sketchapp.errors import CheckpointError
from sketchapp.models.sketch_to_photo.config import SketchToPhotoConfig
from sketchapp.models.stylegan2.generator import GeneratorConfig

R1_SHARE = 0.0002  # R1 weight of M^2 / batch (Karras et al. 2020, arXiv 2006.06676, appendix C)


@dataclass(frozen=True)
class DrawingVariation:
    """How a pair is varied; what moves the drawing's points moves the photo with them.

    Thickened strokes, and paled others, are those of `Emphasis`, within the network's bounds.
    """

    simulated: float = 0.5  # share of traced drawings that are drawn as a person might
    partial: float = 0.15  # share that is unfinished
    least_share: float = 0.4  # of the ink of an unfinished one
    emphasised: float = 0.25  # share with some strokes thicker and perhaps the others paler
    flip_probability: float = 0.5
    stretch: float = 0.08  # standard deviation of the logarithm, each axis
    shear: float = 0.04
    turn_deg: float = 2.0
    shift: float = 0.02  # of the picture
    frame_jitter: float = 0.04  # of the share that the ink takes


@dataclass(frozen=True)
class Weights:
    """Weights of the terms, each a mean over its numbers."""

    pixel: float = 10.0  # absolute difference
    perceptual: float = 5.0  # perceptual_squeezenet
    adversarial: float = 0.1
    rows: float = 0.001  # squared distance of the rows to the mean latent
    spread: float = 0.05  # Kullback-Leibler divergence of the style to a Gaussian, per dimension
    style: float = 0.5  # the style that is read back from a photo of a drawn style
    category: float = 0.2


@dataclass(frozen=True)
class SketchToPhotoRecipe:
    """Training of an encoder in front of a generator.

    generator: drawn anew where none is given, and then train_synthesis must be set. Without it the
    generator stays as it is, as published. drawn_styles: share of a batch whose style is drawn, and
    not read from the photo, once photos are judged: of these only the judge sees the colours.
    """

    network: SketchToPhotoConfig = field(default_factory=SketchToPhotoConfig)
    generator: GeneratorConfig = field(default_factory=GeneratorConfig)
    train_synthesis: bool = True
    variation: DrawingVariation = field(default_factory=DrawingVariation)
    weights: Weights = field(default_factory=Weights)
    steps: int = 60_000
    batch: int = 8
    drawn_styles: float = 0.5
    rate: float = 2e-3  # of generator, maps and discriminator, whose layers are equalised
    backbone_rate: float = 1e-4  # of the backbone and the layers behind it
    r1_every: int = 16  # steps; the term is weighted up by as much
    adversarial_from: int = 2000  # step; before it nothing is judged
    augmentation: float = 0.2  # probability of each change of what the discriminator sees
    average_half_life: float = 5_000  # photos, of the averaged weights
    measure_every: int = 1000
    seed: int = 0

    @property
    def r1(self) -> float:
        """The weight of R1."""
        return R1_SHARE * self.generator.size_px**2 / self.batch


def sketch_to_photo_recipe(name: str) -> SketchToPhotoRecipe:
    """One of SKETCH_TO_PHOTO_RECIPES; CheckpointError, listing the names, otherwise."""
    if name not in SKETCH_TO_PHOTO_RECIPES:
        raise CheckpointError(
            f"recipe {name!r} of sketch-to-photo not found; there are:"
            f" {', '.join(SKETCH_TO_PHOTO_RECIPES)}"
        )
    return SKETCH_TO_PHOTO_RECIPES[name]


SKETCH_TO_PHOTO_RECIPES: dict[str, SketchToPhotoRecipe] = {
    "published": SketchToPhotoRecipe(
        network=SketchToPhotoConfig(
            "resnet50",
            structural=9,
            encoder="convolutions",
            size_px=256,
            backbone_px=256,
            thickness_px=2.0,
        ),
        train_synthesis=False,
        steps=500_000,
        rate=1e-4,
        backbone_rate=1e-4,
        adversarial_from=20_000,
    ),
    "compact": SketchToPhotoRecipe(
        network=SketchToPhotoConfig(maps_px=(8, 16, 32, 64)),
        generator=GeneratorConfig(64, width=128, channel_base=1024, channel_max=128),
    ),
    "compact128": SketchToPhotoRecipe(
        network=SketchToPhotoConfig(
            structural=7,
            maps_px=(8, 16, 32, 64, 128),
            map_channels=8,
            size_px=256,
            thickness_px=2.0,
        ),
        generator=GeneratorConfig(128, width=128, channel_base=2048, channel_max=128),
        weights=Weights(adversarial=0.5),
        batch=16,
        average_half_life=20_000,
        measure_every=2000,
    ),
    "tiny": SketchToPhotoRecipe(
        network=SketchToPhotoConfig(structural=3, grid=1, maps_px=(8,), size_px=32, backbone_px=32),
        generator=GeneratorConfig(16, 16, 128, 16, mapping_layers=2),
        steps=4,
        batch=4,
        adversarial_from=1,
        r1_every=2,
        measure_every=2,
    ),
}
"""published: as the paper says, W+ alone and a frozen generator, which must be given. compact: 64
px on one core in hours; encoder and generator learn together. compact128: the same at 128 px for a
GPU, which is shipped. tiny: seconds, to try the command."""
