"""What the training of a translator consists of, whichever method it is by."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from sketchapp.models.translators.translator import Translator
from sketchapp.training.sketch_to_photo.pairs import PairBatch


@dataclass(frozen=True, eq=False)
class Made:
    """What one step made: weighted terms by name, pictures (B, 3, M, M) by what they show."""

    terms: dict[str, Tensor]
    pictures: dict[str, Tensor]


class TranslationMethod(nn.Module, ABC):
    """Networks that make pictures and networks that judge them, by what they show."""

    makers: nn.ModuleDict
    judges: nn.ModuleDict

    @property
    def photo(self) -> Translator:
        """From sketches to photos: what is kept."""
        network = self.makers["photo"]
        if not isinstance(network, Translator):
            raise TypeError(f"a {type(network).__name__} makes no photos")
        return network

    @abstractmethod
    def make(self, batch: PairBatch, rng: torch.Generator) -> Made:
        """Pictures of a batch and the terms that the makers go down."""

    @abstractmethod
    def judge(self, batch: PairBatch, made: dict[str, Tensor], rng: torch.Generator) -> Tensor:
        """What the judges go down, on pictures that are real, and that were made."""


def difference(pictures: Tensor, others: Tensor) -> Tensor:
    """The mean absolute difference of pictures in 0..1, as if they were in -1..1, as published."""
    return 2 * (pictures - others).abs().mean()
