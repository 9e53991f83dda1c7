"""A small network that ranks: trained on made-up scores, then frozen (SoDeep, Sec. 3.2).

Engilberge et al. (2019). Sorting has no gradient; a network that has learned to do it has one.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn


@dataclass(frozen=True)
class SorterSettings:
    """How a sorter is trained: steps of `batch` lists of made-up scores."""

    width: int = 32
    steps: int = 400
    batch: int = 64
    rate: float = 5e-3


class Sorter(nn.Module):
    """Places (A, B) of scores (A, B) in their list, about 0 for the largest to 1 for the smallest.

    A bidirectional LSTM reads the list; what it kept of the scores before and after an entry tells
    how many are larger. Places do not change with shift and scale, so lists are standardised.
    """

    def __init__(self, width: int) -> None:
        super().__init__()
        self.read = nn.LSTM(1, width, batch_first=True, bidirectional=True)
        self.place = nn.Sequential(nn.Linear(2 * width + 1, width), nn.ReLU(), nn.Linear(width, 1))

    def forward(self, scores: Tensor) -> Tensor:
        deviation = scores.std(dim=1, keepdim=True).clamp_min(1e-6)
        standard = ((scores - scores.mean(dim=1, keepdim=True)) / deviation)[:, :, None]
        states, _ = self.read(standard)  # (A, B, 2 width)
        return self.place(torch.cat([states, standard], dim=2))[:, :, 0]


def train_sorter(length: int, settings: SorterSettings, generator: torch.Generator) -> Sorter:
    """A frozen sorter of lists of this length, by the mean absolute error of its places.

    It stays in training mode: there is no dropout in it, and on a GPU the gradient goes through an
    LSTM in that mode only.
    """
    sorter = _drawn(Sorter(settings.width), generator)
    optimiser = torch.optim.Adam(sorter.parameters(), settings.rate)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, settings.steps)
    for _ in range(settings.steps):
        scores = made_scores(settings.batch, length, generator)
        loss = (sorter(scores) - true_places(scores)).abs().mean()
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(sorter.parameters(), 1.0)
        optimiser.step()
        schedule.step()
    optimiser.zero_grad()
    return sorter.requires_grad_(False)


def made_scores(count: int, length: int, generator: torch.Generator) -> Tensor:
    """Lists of scores (count, length) as a search gives them, in equal shares.

    Uniform ones, normal ones, and normal ones with one that stands out.
    """
    scores = torch.randn(count, length, generator=generator)
    scores[::3] = torch.rand(scores[::3].shape, generator=generator)
    lists = torch.arange(1, count, 3)
    chosen = torch.randint(length, lists.shape, generator=generator)
    scores[lists, chosen] += 5 * torch.rand(lists.shape, generator=generator)
    return scores


def true_places(scores: Tensor) -> Tensor:
    """The share of the other entries that are larger, (A, B) in 0..1."""
    return scores.argsort(dim=1, descending=True).argsort(dim=1) / max(1, scores.shape[1] - 1)


def _drawn(sorter: Sorter, generator: torch.Generator) -> Sorter:
    """The same network with weights from the generator, in the range that PyTorch gives them."""
    bound = sorter.read.hidden_size**-0.5
    for parameter in sorter.parameters():
        nn.init.uniform_(parameter, -bound, bound, generator=generator)
    return sorter
