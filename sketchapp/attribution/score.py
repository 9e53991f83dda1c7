"""What is explained: a number that a model gives to a picture."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from sketchapp.errors import SketchAppError

Embed = Callable[[Tensor], Tensor]
"""Images (B, 3, H, W) to embeddings (B, D), or (B, K, D) where an embedding has K rows."""


class Score(Protocol):
    """Images (B, 3, H, W), black ink on white paper in 0..1, to scalars (B,), differentiably.

    A score whose model does not stand on the CPU says where in an attribute `device`, as the
    scores of this file do; pictures are made there (see `device_of`).
    """

    def __call__(self, images: Tensor, /) -> Tensor: ...


def device_of(score: Score) -> torch.device:
    """Where the pictures of this score belong: its `device`, its parameters' device, or the CPU."""
    device = getattr(score, "device", None)
    if isinstance(device, (str, torch.device)):
        return torch.device(device)
    return _parameter_device(score)


def images_of_ink(ink: NDArray | Tensor, device: torch.device | str = "cpu") -> Tensor:
    """Pictures (B, 3, H, W) in 0..1, black on white, of ink (B, H, W) or (H, W), as float32."""
    ink = torch.as_tensor(ink, dtype=torch.float32, device=device)
    ink = ink[None] if ink.ndim == 2 else ink
    return (1 - ink)[:, None].repeat(1, 3, 1, 1)  # not expand: models may normalise in place


def evaluate(score: Score, ink: NDArray | Tensor) -> Tensor:
    """The score of every picture of ink (B, H, W) or (H, W): (B,), on the score's device.

    Raises SketchAppError where the score is not one finite number per picture.
    """
    images = images_of_ink(ink, device_of(score))
    values = score(images)
    if values.shape != images.shape[:1]:
        raise SketchAppError(
            f"the score gave shape {tuple(values.shape)} for {len(images)} pictures; it must give"
            " one number per picture, shape (B,): pick a class or a photo, or sum the last axis"
        )
    if not torch.isfinite(values).all():
        raise SketchAppError("the score is not finite; check the model and how it scales images")
    return values


class Similarity:
    """Cosine of a picture's embedding to a fixed one (a photo's, say), the mean over K rows.

    target is (D,), or (K, D) for an embedding of K rows.
    """

    def __init__(self, embed: Embed, target: Tensor) -> None:
        rows = target.detach().reshape(-1, target.shape[-1])
        self.embed = embed
        self.target = nn.functional.normalize(rows, dim=1)  # (K, D)

    @property
    def device(self) -> torch.device:
        """Where the target stands, and so the model and its pictures."""
        return self.target.device

    def __call__(self, images: Tensor, /) -> Tensor:
        rows = _unit_rows(self.embed(images), self.target)  # (B, K, D)
        return torch.einsum("bkd,kd->b", rows, self.target) / len(self.target)


class TopSimilarity:
    """Cosine of a picture's embedding to whichever photo of a gallery is nearest to it.

    gallery is (N, D), or (N, K, D) for embeddings of K rows.
    """

    def __init__(self, embed: Embed, gallery: Tensor) -> None:
        rows = gallery.detach().reshape(len(gallery), -1, gallery.shape[-1])
        self.embed = embed
        self.gallery = nn.functional.normalize(rows, dim=2)  # (N, K, D)

    @property
    def device(self) -> torch.device:
        """Where the gallery stands, and so the model and its pictures."""
        return self.gallery.device

    def __call__(self, images: Tensor, /) -> Tensor:
        rows = _unit_rows(self.embed(images), self.gallery[0])  # (B, K, D)
        cosines = torch.einsum("bkd,nkd->bn", rows, self.gallery) / self.gallery.shape[1]
        return cosines.amax(dim=1)


class ClassLogit:
    """One class's logit of a classifier that maps images (B, 3, H, W) to (B, C)."""

    def __init__(self, classifier: Callable[[Tensor], Tensor], label: int) -> None:
        self.classifier = classifier
        self.label = label

    @property
    def device(self) -> torch.device:
        """Where the classifier's parameters stand; the CPU where it has none."""
        return _parameter_device(self.classifier)

    def __call__(self, images: Tensor, /) -> Tensor:
        logits = self.classifier(images)  # (B, C)
        if not 0 <= self.label < logits.shape[1]:
            raise SketchAppError(
                f"class {self.label} of a classifier of {logits.shape[1]} classes;"
                f" allowed are 0 to {logits.shape[1] - 1}"
            )
        return logits[:, self.label]


def _parameter_device(model: object) -> torch.device:
    first = next(model.parameters(), None) if isinstance(model, nn.Module) else None
    return torch.device("cpu") if first is None else first.device


def _unit_rows(embedded: Tensor, target: Tensor) -> Tensor:
    """Embeddings (B, D) or (B, K, D) as unit rows (B, K, D) of the target's (K, D) and type."""
    rows = embedded[:, None] if embedded.ndim == 2 else embedded
    if rows.shape[1:] != target.shape:
        raise SketchAppError(
            f"the picture's embedding has K, D = {tuple(rows.shape[1:])}, the photo's"
            f" {tuple(target.shape)}; both must come from the same model"
        )
    return nn.functional.normalize(rows.to(target.dtype), dim=2)
