"""One process, or several that `accelerate launch` started, each with its share of a batch."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import torch
from torch import Tensor, nn

from sketchapp.errors import CheckpointError
from sketchapp.training.ahead import can_fork

MOST_DRAWERS = 4  # beside one GPU: each keeps in memory what it changes


@dataclass(frozen=True)
class Workers:
    """This process is number `index` of `count`, and computes on `device`.

    drawers: processes beside it that draw its pictures; 0 for a thread of its own.
    """

    device: torch.device
    index: int = 0
    count: int = 1
    group: Any = None  # accelerate's Accelerator, where there are several
    drawers: int = 0

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

    def autocast(self) -> torch.autocast:
        """Passes in bfloat16, where the processor computes in it; float32 elsewhere."""
        enabled = has_bfloat16(self.device)
        return torch.autocast(self.device.type, torch.bfloat16, enabled=enabled)

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


def has_bfloat16(device: torch.device) -> bool:
    """Whether a processor computes in bfloat16 itself; where it does not, it is slower."""
    if device.type == "cuda":
        return torch.cuda.is_bf16_supported(including_emulation=False)
    return bool(torch.cpu.get_capabilities().get("avx512_bf16", False))


def drawers_beside(device: torch.device, processors: int) -> int:
    """How many processes draw pictures where nothing is said.

    None beside a network that takes the processors itself; a GPU would wait for a single thread.
    """
    if device.type == "cpu" or not can_fork():
        return 0
    return max(0, min(MOST_DRAWERS, processors - 1))


def find_workers(environment: Iterable[str] | None = None, drawers: int | None = None) -> Workers:
    """The processes of this run: several under `accelerate launch`, otherwise this one.

    CheckpointError where drawers are asked for on a system where a process cannot be copied.
    """
    if drawers and not can_fork():
        raise CheckpointError("drawers are copies of a process, which this system has not; give 0")
    found = _find(os.environ if environment is None else environment)
    if drawers is None:
        drawers = drawers_beside(found.device, (os.cpu_count() or 1) // found.count)
    return replace(found, drawers=drawers)


def _find(names: Iterable[str]) -> Workers:
    if "ACCELERATE_MIXED_PRECISION" not in names and "LOCAL_RANK" not in names:
        return Workers(torch.device("cuda" if torch.cuda.is_available() else "cpu"))
    from accelerate import Accelerator  # noqa: PLC0415 (only its launcher needs it)

    group = Accelerator()
    several = group if group.num_processes > 1 else None
    return Workers(group.device, group.process_index, group.num_processes, several)
