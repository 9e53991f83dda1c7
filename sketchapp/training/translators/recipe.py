"""The recipe of a translator: every number that training depends on."""

from __future__ import annotations

from dataclasses import dataclass, field

from sketchapp.errors import CheckpointError
from sketchapp.models.translators.config import TranslatorConfig
from sketchapp.training.sketch_to_photo.recipe import DrawingVariation


@dataclass(frozen=True)
class TranslatorRecipe:
    """Training by one of `sketchapp.training.translators.run.METHODS`.

    Weights are of terms whose pictures lie in -1..1, those of the papers: paired is of pix2pix;
    cycle, identity and pool, the number of made pictures that are kept, of CycleGAN.
    """

    method: str = "pix2pix"
    network: TranslatorConfig = field(default_factory=TranslatorConfig)
    variation: DrawingVariation = field(default_factory=DrawingVariation)
    paired: float = 100.0
    cycle: float = 10.0
    identity: float = 5.0
    pool: int = 50
    judge_channels: int = 32
    steps: int = 60_000
    batch: int = 8  # pairs
    rate: float = 2e-4
    measure_every: int = 1000
    seed: int = 0


def translator_recipe(name: str) -> TranslatorRecipe:
    """One of TRANSLATOR_RECIPES; CheckpointError, listing the names, otherwise."""
    if name not in TRANSLATOR_RECIPES:
        raise CheckpointError(
            f"recipe {name!r} of translators not found; there are: {', '.join(TRANSLATOR_RECIPES)}"
        )
    return TRANSLATOR_RECIPES[name]


TRANSLATOR_RECIPES: dict[str, TranslatorRecipe] = {
    "pix2pix": TranslatorRecipe(),
    "cyclegan": TranslatorRecipe("cyclegan", TranslatorConfig("resnet")),
    "tiny-pix2pix": TranslatorRecipe(
        network=TranslatorConfig(channels=8, size_px=16),
        judge_channels=4,
        steps=4,
        batch=4,
        measure_every=2,
    ),
    "tiny-cyclegan": TranslatorRecipe(
        "cyclegan",
        TranslatorConfig("resnet", channels=4, blocks=1, size_px=16),
        pool=3,
        judge_channels=4,
        steps=4,
        batch=4,
        measure_every=2,
    ),
}
"""pix2pix, cyclegan: 64 px on one core. tiny-...: seconds, to try the command."""
