"""What is explained: a number that a model gives to a picture."""

from __future__ import annotations

from typing import Protocol

import torch
from numpy.typing import NDArray
from torch import Tensor, nn


class Score(Protocol):
    """Images (B, 3, H, W), black ink on white paper in 0..1, to scalars (B,), differentiably."""

    def __call__(self, images: Tensor, /) -> Tensor: ...


def images_of_ink(ink: NDArray | Tensor, device: torch.device | str = "cpu") -> Tensor:
    """Pictures (B, 3, H, W) in 0..1, black on white, of ink (B, H, W) or (H, W), as float32."""
    ink = torch.as_tensor(ink, dtype=torch.float32, device=device)
    ink = ink[None] if ink.ndim == 2 else ink
    return (1 - ink)[:, None].expand(-1, 3, -1, -1)


class Similarity:
    """Cosine of a picture's embedding to a fixed embedding (a photo's, say).

    embed maps images (B, 3, H, W) to (B, D); target is (D,).
    """

    def __init__(self, embed: nn.Module | Score, target: Tensor) -> None:
        self.embed = embed
        self.target = nn.functional.normalize(target.detach().reshape(-1), dim=0)

    def __call__(self, images: Tensor, /) -> Tensor:
        embedded = nn.functional.normalize(self.embed(images), dim=1)  # (B, D)
        return embedded @ self.target


class TopSimilarity:
    """Cosine of a picture's embedding to whichever row of a gallery (N, D) is nearest to it."""

    def __init__(self, embed: nn.Module | Score, gallery: Tensor) -> None:
        self.embed = embed
        self.gallery = nn.functional.normalize(gallery.detach(), dim=1)

    def __call__(self, images: Tensor, /) -> Tensor:
        embedded = nn.functional.normalize(self.embed(images), dim=1)  # (B, D)
        return (embedded @ self.gallery.T).amax(dim=1)


class ClassLogit:
    """One class's logit of a classifier that maps images (B, 3, H, W) to (B, C)."""

    def __init__(self, classifier: nn.Module | Score, label: int) -> None:
        self.classifier = classifier
        self.label = label

    def __call__(self, images: Tensor, /) -> Tensor:
        return self.classifier(images)[:, self.label]
