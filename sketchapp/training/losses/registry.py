"""Losses of the retriever by name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from torch import Tensor, nn

from sketchapp.errors import TrainingError
from sketchapp.training.losses.acc_at_q import PAPER_Q, acc_at_q_loss, annealed_tau, scaled_q
from sketchapp.training.losses.holef import HolefLoss
from sketchapp.training.losses.infonce import infonce_loss
from sketchapp.training.losses.matches import Loss, Matches
from sketchapp.training.losses.matching import matching_loss
from sketchapp.training.losses.recall_at_k import PUBLISHED_KS, recall_at_k_loss
from sketchapp.training.losses.smooth_ap import smooth_ap_loss
from sketchapp.training.losses.sodeep import SoDeepLoss
from sketchapp.training.losses.sorter import SorterSettings
from sketchapp.training.losses.triplet import triplet_loss

ScheduledLoss = Callable[[Matches, float], Tensor]
"""A loss that may change over training: of the matches, and of the progress in 0..1."""


@dataclass(frozen=True)
class LossSettings:
    """What the losses can be told; each takes what concerns it.

    temperature: softmax and infonce. margin: triplet and holef. hardest: triplet, the nearest wrong
    photo alone. q: acc_at_q, for each level, coarse first; gallery: the size of the gallery that
    these q are meant for, 0 for the batch itself; tau_1_start: where tau_1 begins (tau_1 itself:
    as in the paper). tau_1 and tau_2: acc_at_q and recall_at_k; smooth_ap has tau_2. width: D, for
    holef. seed: of the sorter of sodeep.
    """

    temperature: float = 0.07
    margin: float = 0.2
    hardest: bool = False
    q: tuple[float, ...] = PAPER_Q
    gallery: int = 0
    tau_1: float = 1.0
    tau_1_start: float = 32.0
    tau_2: float = 0.01
    ks: tuple[int, ...] = PUBLISHED_KS
    width: int = 64
    regularisation: float = 1e-4
    sorter: SorterSettings = field(default_factory=SorterSettings)
    seed: int = 0


class Steady(nn.Module):
    """A loss that is the same at all times, with the parameters of the loss where it has any."""

    def __init__(self, loss: Loss) -> None:
        super().__init__()
        self.loss = loss

    def forward(self, matches: Matches, progress: float) -> Tensor:
        del progress
        return self.loss(matches)


def _acc_at_q(settings: LossSettings) -> ScheduledLoss:
    def loss(matches: Matches, progress: float) -> Tensor:
        batch = len(matches.photos)
        q = tuple(scaled_q(q, batch, settings.gallery) for q in settings.q)
        tau_1 = annealed_tau(progress, settings.tau_1_start, settings.tau_1)
        return acc_at_q_loss(matches, q, tau_1, settings.tau_2)

    return loss


LOSSES: dict[str, Callable[[LossSettings], ScheduledLoss]] = {
    "softmax": lambda s: Steady(lambda m: matching_loss(m, s.temperature)),
    "acc_at_q": _acc_at_q,
    "triplet": lambda s: Steady(lambda m: triplet_loss(m, s.margin, s.hardest)),
    "infonce": lambda s: Steady(lambda m: infonce_loss(m, s.temperature)),
    "smooth_ap": lambda s: Steady(lambda m: smooth_ap_loss(m, s.tau_2)),
    "recall_at_k": lambda s: Steady(lambda m: recall_at_k_loss(m, s.ks, s.tau_1, s.tau_2)),
    "sodeep": lambda s: Steady(SoDeepLoss(s.sorter, s.seed)),
    "holef": lambda s: Steady(HolefLoss(s.width, s.margin, s.regularisation)),
}


def build_loss(name: str, settings: LossSettings) -> ScheduledLoss:
    """A loss of this name; TrainingError, listing the names, where there is none."""
    if name not in LOSSES:
        raise TrainingError(f"loss {name!r} not found; there are: {', '.join(LOSSES)}")
    return LOSSES[name](settings)


def loss_parameters(loss: ScheduledLoss) -> list[nn.Parameter]:
    """What of a loss is to be trained beside the network; nothing, for most."""
    if not isinstance(loss, nn.Module):
        return []
    return [parameter for parameter in loss.parameters() if parameter.requires_grad]
