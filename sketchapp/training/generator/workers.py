"""One process, or several that `accelerate launch` started, each with its share of a batch."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from sketchapp.errors import CheckpointError


@dataclass(frozen=True)
class Workers:
    """This process is number `index` of `count`, and computes on `device`."""

    device: torch.device
    index: int = 0
    count: int = 1
    group: Any = None  # accelerate's Accelerator, where there are several

    @property
    def leads(self) -> bool:
        """Whether this process writes files and prints."""
        return self.index == 0

    def share(self, batch: int) -> int:
        """Photos of a batch that this process takes; CheckpointError where they do not divide."""
        if batch % self.count:
            raise CheckpointError(
                f"a batch of {batch} photos cannot be divided among {self.count} processes;"
                " start as many as divide it"
            )
        return batch // self.count

    def mean(self, value: Tensor) -> Tensor:
        """The mean of a tensor over all processes."""
        return value if self.group is None else self.group.reduce(value, reduction="mean")

    def average_gradients(self, network: nn.Module) -> None:
        """Give every process the mean of all gradients."""
        if self.group is None:
            return
        for weight in network.parameters():
            if weight.grad is not None:
                weight.grad = self.mean(weight.grad)

    def wait(self) -> None:
        """Until all processes are here."""
        if self.group is not None:
            self.group.wait_for_everyone()


def find_workers(environment: Iterable[str] | None = None) -> Workers:
    """The processes of this run: several under `accelerate launch`, otherwise this one."""
    names = os.environ if environment is None else environment
    if "ACCELERATE_MIXED_PRECISION" not in names and "LOCAL_RANK" not in names:
        return Workers(torch.device("cuda" if torch.cuda.is_available() else "cpu"))
    from accelerate import Accelerator  # noqa: PLC0415 (only its launcher needs it)

    group = Accelerator()
    several = group if group.num_processes > 1 else None
    return Workers(group.device, group.process_index, group.num_processes, several)
