"""Photos that lie near everything, taken down: local scaling of similarities.

In a space of many dimensions some photos, hubs, lie near most sketches and are found too often.
Cross-domain similarity local scaling (Conneau et al. 2018, arXiv 1710.04087, Sec. 2.3) takes off a
similarity half of the photo's mean similarity to the nearest of some known sketches; the other
half, the sketch's own, is the same for all photos and left out here.

It comes as one more number in every row: 1 in a sketch's, less what is to be taken off in a
photo's. So the mean product of the selected rows is the scaled similarity wherever rows meet, and
searches, gradients and kept embeddings need to know nothing of it.
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
    """Known sketches, as the plain retriever reads them.

    unfinished (A, R, D) are the rows that the first abstraction level selects, of drawings as far
    as it stands for; whole (B, K, D) all rows of finished ones, for the other levels. nearest: how
    many of either enter a mean. centre: for each level what is taken off a usual photo, so that its
    similarities stay as they are.
    """

    unfinished: Tensor
    whole: Tensor
    nearest: tuple[int, int]
    centre: tuple[float, ...]

    def hubness(self, photos: Tensor, row_counts: Sequence[int]) -> Tensor:
        """What is taken off photos with rows (N, K, D), for each level, (N, levels)."""
        first = self.unfinished, self.nearest[0]
        later = [(self.whole[:, :count], self.nearest[1]) for count in row_counts[1:]]
        half = [_mean_of_nearest(photos, *level) / 2 for level in (first, *later)]
        return torch.stack(half, dim=1) - torch.tensor(self.centre)

    def tensors(self) -> dict[str, Tensor]:
        """The rows as a checkpoint keeps them, in eight bits."""
        parts = {"unfinished": self.unfinished, "whole": self.whole}
        return {f"{BANK}{n}": (rows * STEPS).round().to(torch.int8) for n, rows in parts.items()}

    def note(self) -> dict[str, object]:
        """The rest, for the header."""
        return {"nearest": list(self.nearest), "centre": list(self.centre)}


def _mean_of_nearest(photos: Tensor, sketches: Tensor, nearest: int) -> Tensor:
    """Mean similarity of photos (N, K, D) to the nearest of sketches (B, R, D), R rows, (N,)."""
    count = sketches.shape[1]
    similarity = photos[:, :count].flatten(1) @ sketches.flatten(1).T / count  # (N, B)
    return similarity.topk(min(nearest, len(sketches)), dim=1).values.mean(1)


class ScaledRetriever(nn.Module):
    """A retriever whose rows have one more number; see TrainedRetriever.

    Raises CheckpointError where the bank is of other rows than the retriever's.
    """

    known_direction: Tensor | None

    def __init__(self, plain: TrainedRetriever, bank: Bank) -> None:
        super().__init__()
        shapes = [tuple(part.shape[1:]) for part in (bank.unfinished, bank.whole)]
        fitting = [(plain.row_counts[0], plain.width), (plain.rows, plain.width)]
        if shapes != fitting or len(bank.centre) != len(plain.row_counts):
            raise CheckpointError(
                f"known sketches of shape {shapes} for {len(bank.centre)} levels do not fit a"
                f" retriever that has {fitting} for {len(plain.row_counts)}"
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
        hubness = self.bank.hubness(rows, self.row_counts)
        return torch.cat([rows, -self._by_row(hubness)[:, :, None]], dim=2)

    def _by_row(self, hubness: Tensor) -> Tensor:
        """What every row takes off (N, K), so that the mean of those selected is the level's."""
        counts = torch.tensor(self.row_counts)
        groups = torch.diff(counts, prepend=counts.new_zeros(1))
        sums = torch.diff(hubness * counts, dim=1, prepend=hubness.new_zeros(len(hubness), 1))
        return (sums / groups).repeat_interleave(groups, dim=1)


def scaled(plain: TrainedRetriever, path: Path) -> TrainedRetriever:
    """The retriever of a file with the bank that lies in it; the plain one where there is none.

    Raises CheckpointError where the bank does not fit.
    """
    note = read_config(path).get(SCALING)
    if note is None:
        return plain
    tensors = read_tensors(path)
    try:
        unfinished, whole = (tensors[f"{BANK}{n}"].float() / STEPS for n in ("unfinished", "whole"))
        first, later = note["nearest"]
        centre = tuple(float(value) for value in note["centre"])
        return ScaledRetriever(plain, Bank(unfinished, whole, (int(first), int(later)), centre))
    except (KeyError, TypeError, ValueError) as error:
        raise CheckpointError(f"{path} does not fit this version: {error}") from error


def widened(direction: Tensor, shape: Sequence[int]) -> Tensor:
    """A direction (K D,) of rows of that shape (K, D) as one (K (D + 1),) of scaled rows."""
    return nn.functional.pad(direction.view(*shape), (0, 1)).flatten()
