"""Photos that lie near everything, taken down: local scaling of similarities.

In a space of many dimensions some photos, hubs, lie near most sketches and are found too often.
Cross-domain similarity local scaling (Conneau et al. 2018, arXiv 1710.04087, Sec. 2.3) takes off a
similarity half of the photo's mean similarity to the nearest of some known sketches; the other
half, the sketch's own, is the same for all photos and left out here. So does this where all rows
count: the known sketches are finished ones, and on unfinished drawings it did no good.

It comes as one more number in every row: 1 in a sketch's, less what is to be taken off in those
rows of a photo that the last level adds. So the mean product of the selected rows is the scaled
similarity wherever rows meet, and searches, gradients and kept embeddings need to know nothing of
it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn

from sketchapp.errors import CheckpointError
from sketchapp.models.checkpoint import read_config, read_tensors
from sketchapp.models.retriever import BANK, SketchReading, TrainedRetriever

SCALING = "scaling"  # in a checkpoint's header: what is no tensor
STEPS = 127  # of a number in 0..1, as rows are kept in eight bits


@dataclass(frozen=True, eq=False)
class Bank:
    """Known sketches (B, K, D) as the plain retriever reads them.

    nearest: how many of them enter a mean. centre: what is taken off a usual photo, so that its
    similarities stay as they are.
    """

    rows: Tensor
    nearest: int
    centre: float

    def hubness(self, photos: Tensor) -> Tensor:
        """What is taken off photos with rows (N, K, D), (N,)."""
        similarity = photos.flatten(1) @ self.rows.flatten(1).T / self.rows.shape[1]  # (N, B)
        near = similarity.topk(min(self.nearest, len(self.rows)), dim=1).values
        return near.mean(1) / 2 - self.centre


class ScaledRetriever(nn.Module):
    """A retriever whose rows have one more number; see TrainedRetriever.

    Raises CheckpointError where the bank is of other rows than the retriever's.
    """

    known_direction: Tensor | None

    def __init__(self, plain: TrainedRetriever, bank: Bank) -> None:
        super().__init__()
        shape = tuple(bank.rows.shape[1:])
        if shape != (plain.rows, plain.width):
            raise CheckpointError(
                f"known sketches of shape {shape} do not fit a retriever of"
                f" {(plain.rows, plain.width)}"
            )
        self.plain, self.bank = plain, bank
        self.style, self.photo_style = plain.style, plain.photo_style
        self.rows, self.row_counts, self.width = plain.rows, plain.row_counts, plain.width + 1
        self.id, self.temperature = plain.id, plain.temperature
        self.known_direction, self.familiar_from = plain.known_direction, plain.familiar_from
        self.categories = plain.categories

    def read_sketch(self, images: Tensor, /) -> SketchReading:
        """Sketches (B, 3, H, W): rows (B, K, D + 1) and levels."""
        reading = self.plain.read_sketch(images)
        ones = torch.ones_like(reading.rows[:, :, :1])
        return SketchReading(torch.cat([reading.rows, ones], dim=2), reading.level_logits)

    def embed_sketch(self, images: Tensor, /) -> Tensor:
        """Their rows alone, (B, K, D + 1)."""
        return self.read_sketch(images).rows

    def embed_photo(self, images: Tensor, /) -> Tensor:
        """Photos (B, 3, H, W) in 0..1, framed in `photo_style`, to (B, K, D + 1)."""
        rows = self.plain.embed_photo(images)
        column = rows.new_zeros(len(rows), self.rows, 1)
        before = self.row_counts[-2] if len(self.row_counts) > 1 else 0
        column[:, before:, 0] = -self.bank.hubness(rows)[:, None] * self.rows / (self.rows - before)
        return torch.cat([rows, column], dim=2)


def scaled(plain: TrainedRetriever, path: Path) -> TrainedRetriever:
    """The retriever of a file with the bank that lies in it; the plain one where there is none.

    Raises CheckpointError where the bank does not fit.
    """
    note = read_config(path).get(SCALING)
    if note is None:
        return plain
    try:
        rows = read_tensors(path)[BANK].float() / STEPS
        return ScaledRetriever(plain, Bank(rows, int(note["nearest"]), float(note["centre"])))
    except (KeyError, TypeError, ValueError) as error:
        raise CheckpointError(f"{path} does not fit this version: {error}") from error


def add_bank(
    tensors: dict[str, Tensor], header: dict, bank: Bank
) -> tuple[dict[str, Tensor], dict]:
    """Tensors and header of a checkpoint with this bank in place of any, its rows in eight bits."""
    rows = (bank.rows * STEPS).round().to(torch.int8)
    note = {"nearest": bank.nearest, "centre": round(bank.centre, 5)}
    return tensors | {BANK: rows}, header | {SCALING: note}


def widened(direction: Tensor, shape: Sequence[int]) -> Tensor:
    """A direction (K D,) of rows of that shape (K, D) as one (K (D + 1),) of scaled rows."""
    return nn.functional.pad(direction.view(*shape), (0, 1)).flatten()
