"""What decodes photos in training, by what the recipe says is decoded."""

from __future__ import annotations

from collections.abc import Callable

import torch

from sketchapp.errors import CheckpointError
from sketchapp.models.retriever import MatrixRetriever, RetrieverConfig
from sketchapp.models.stylegan2.generator import Generator, load_generator
from sketchapp.training.feature_decoder import FeatureDecoder
from sketchapp.training.recipe import Recipe
from sketchapp.training.reconstruction import PhotoDecoder, RowDecoder
from sketchapp.training.start import Start

Build = Callable[[Recipe, Generator, MatrixRetriever], PhotoDecoder]


def _of_rows(recipe: Recipe, generator: Generator, model: MatrixRetriever) -> PhotoDecoder:
    rng, objective = torch.Generator().manual_seed(recipe.seed), recipe.objective
    tuned = objective.tune_generator
    shape = (model.rows, model.config.width)  # as in training, which mirrors nothing
    return RowDecoder(generator, *shape, rng, objective.padding, tuned=tuned)


def _of_features(recipe: Recipe, generator: Generator, model: MatrixRetriever) -> PhotoDecoder:
    tuned = recipe.objective.tune_generator
    return FeatureDecoder(generator, model.backbone.channels, recipe.seed, tuned=tuned)


DECODERS: dict[str, Build] = {"rows": _of_rows, "features": _of_features}


def check_generator(recipe: Recipe, start: Start) -> None:
    """Raise CheckpointError where a recipe decodes photos and cannot.

    There may be no generator, nothing that decodes what it names, or nothing to decode.
    """
    objective = recipe.objective
    if not objective.reconstruction_weight:
        return
    if not isinstance(recipe.model, RetrieverConfig):
        raise CheckpointError(
            "photos are decoded from feature maps and matrices; CLIP with prompts has neither."
            " Use a recipe that weighs no reconstruction"
        )
    if objective.decoded not in DECODERS:
        raise CheckpointError(
            f"recipe: decoded is {objective.decoded!r}; there are: {', '.join(DECODERS)}"
        )
    if start.generator is None:
        raise CheckpointError(
            "this recipe weighs the reconstruction of photos; give the weights of a generator:"
            " --generator FILE"
        )


def new_decoder(recipe: Recipe, start: Start, model: MatrixRetriever) -> PhotoDecoder | None:
    """What makes photos of what the model sees, on its device, where the recipe weighs that.

    See `check_generator` for what must be there.
    """
    if not recipe.objective.reconstruction_weight or start.generator is None:
        return None
    device = next(model.parameters()).device
    generator = load_generator(start.generator).to(device)
    return DECODERS[recipe.objective.decoded](recipe, generator, model)
