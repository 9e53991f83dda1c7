"""What an optimiser carries from step to step: its state on disk, and its rates."""

from __future__ import annotations

from collections.abc import Sequence

from torch import Tensor
from torch.optim import Optimizer

PREFIX = "optimiser."


def optimiser_tensors(optimiser: Optimizer, prefix: str = PREFIX) -> dict[str, Tensor]:
    """Its state by parameter and name, for a file of tensors, whose names begin so."""
    return {
        f"{prefix}{number}.{key}": value
        for number, state in optimiser.state_dict()["state"].items()
        for key, value in state.items()
    }


def restore_optimiser(
    optimiser: Optimizer, tensors: dict[str, Tensor], prefix: str = PREFIX
) -> None:
    """Give it the state that such a file holds."""
    state: dict[int, dict[str, Tensor]] = {}
    for name, value in under(tensors, prefix).items():
        number, _, key = name.partition(".")
        state.setdefault(int(number), {})[key] = value
    groups = optimiser.state_dict()["param_groups"]
    optimiser.load_state_dict({"state": state, "param_groups": groups})


def set_rates(optimiser: Optimizer, peaks: Sequence[float], share: float) -> None:
    """Every group of parameters learns at this share of its peak."""
    for group, peak in zip(optimiser.param_groups, peaks, strict=True):
        group["lr"] = share * peak


def under(tensors: dict[str, Tensor], prefix: str) -> dict[str, Tensor]:
    """The tensors whose names begin so, without the beginning."""
    return {k.removeprefix(prefix): v for k, v in tensors.items() if k.startswith(prefix)}
