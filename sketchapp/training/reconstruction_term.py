"""The term of the loss that decodes photos, Eq. 3 or Eq. 6 of the abstraction paper."""

from __future__ import annotations

import torch
from torch import Tensor

from sketchapp.models.retriever import BatchReading
from sketchapp.models.stylegan2.generator import Generator
from sketchapp.training.feature_decoder import FeatureDecoder
from sketchapp.training.losses.matches import Matches
from sketchapp.training.prepared import Prepared
from sketchapp.training.reconstruction import PhotoDecoder, RowDecoder, reconstruction_loss


def reconstruction_term(
    decoder: PhotoDecoder,
    prepared: Prepared,
    reading: BatchReading,
    matches: Matches,
    rng: torch.Generator,
) -> Tensor:
    """How far photos are from what their sketches, and they themselves, decode to.

    Each photo once for every sketch of it. rng pads the rows that nothing decides.
    """
    own = matches.own
    if isinstance(decoder, FeatureDecoder):
        drawn = reading.drawn[: len(own)].float()  # doodles come behind
        sides = (decoder(drawn), decoder(reading.seen.float())[own])
    elif isinstance(decoder, RowDecoder):
        category = _category(decoder.generator, prepared.batch.categories, own)
        sketches, photos = (
            decoder(rows, matches.mask, rng, category)
            for rows in (matches.sketches, matches.photos[own])
        )
        sides = (sketches, photos)
    else:
        raise TypeError(f"{type(decoder).__name__} decodes neither rows nor features")
    return reconstruction_loss(prepared.photos.to(own.device)[own], *sides)


def _category(generator: Generator, categories: set[str], own: Tensor) -> Tensor | None:
    """The generator's number for the category of a batch, for each sketch; None without any."""
    known = generator.config.categories
    if not known:
        return None
    number = known.index(min(categories)) if min(categories) in known else 0
    return torch.full((len(own),), number, device=own.device)
