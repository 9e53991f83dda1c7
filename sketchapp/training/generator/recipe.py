"""The recipe of a generator: every number that training depends on, saved with the weights."""

from __future__ import annotations

from dataclasses import dataclass, field

from sketchapp.errors import CheckpointError
from sketchapp.models.stylegan2.generator import GeneratorConfig

R1_SHARE = 0.0002  # R1 weight of M^2 / batch (Karras et al. 2020, arXiv 2006.06676, appendix C)


@dataclass(frozen=True)
class GeneratorRecipe:
    """Adversarial training of a StyleGAN2 with adaptive augmentation and no path-length term.

    r1_weight 0 means R1_SHARE M^2 / batch. Images are counted as real photos shown.
    """

    model: GeneratorConfig = field(default_factory=GeneratorConfig)
    steps: int = 100_000
    batch: int = 16
    rate: float = 2e-3  # of both networks
    r1_weight: float = 0.0
    r1_every: int = 16  # steps; the term is weighted up by as much
    mixing: float = 0.5  # share of the made photos with two latent codes
    average_half_life: float = 10_000  # images, of the averaged weights
    average_ramp: float = 0.05  # and never more than this share of the images so far
    mean_decay: float = 0.995  # of the mean latent, per step
    ada_target: float = 0.6  # of the mean sign of the logits of real photos
    ada_images: float = 500_000  # in which the probability can rise from 0 to 1
    ada_every: int = 4  # steps between two adjustments
    measure_every: int = 1000  # steps between two grids, and two measurements
    kid_samples: int = 2000  # made photos of a measurement
    seed: int = 0

    @property
    def r1(self) -> float:
        """The weight of R1 that holds."""
        return self.r1_weight or R1_SHARE * self.model.size_px**2 / self.batch


def recipe_named(name: str) -> GeneratorRecipe:
    """One of GENERATOR_RECIPES; CheckpointError, listing the names, where there is none."""
    if name not in GENERATOR_RECIPES:
        raise CheckpointError(
            f"recipe {name!r} of a generator not found; there are: {', '.join(GENERATOR_RECIPES)}"
        )
    return GENERATOR_RECIPES[name]


GENERATOR_RECIPES: dict[str, GeneratorRecipe] = {
    "published": GeneratorRecipe(steps=8_000_000, batch=8, rate=1e-3, r1_weight=2.0),
    "gpu": GeneratorRecipe(steps=150_000, batch=32, ada_images=200_000),
    "cpu64": GeneratorRecipe(
        model=GeneratorConfig(64, width=128, channel_base=1024, channel_max=128),
        steps=40_000,
        batch=8,
        average_half_life=3_000,
        ada_images=60_000,
        measure_every=500,
        kid_samples=300,
    ),
    "tiny": GeneratorRecipe(
        model=GeneratorConfig(16, 16, 128, 16, mapping_layers=2),
        steps=4,
        batch=4,
        measure_every=2,
        kid_samples=8,
    ),
}
"""published: as the abstraction paper says. gpu: 256 px in about two days. cpu64: one core, hours.
tiny: seconds, and of no use but to try the command."""
