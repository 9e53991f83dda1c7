"""Where training runs: the CPU, one GPU, or several processes that share the work.

`accelerate launch -m sketchapp train ...` starts the processes; without it there is one.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass

import torch
from accelerate import PartialState
from torch import nn
from torch.nn.parallel import DistributedDataParallel


@dataclass(frozen=True)
class Machine:
    """One of `count` processes, its number and its device."""

    device: torch.device
    rank: int = 0
    count: int = 1

    @classmethod
    def here(cls) -> Machine:
        """What this process was started as."""
        state = PartialState()
        return cls(state.device, state.process_index, state.num_processes)

    @property
    def is_first(self) -> bool:
        """Whether this process is the one that writes files and shows progress."""
        return self.rank == 0

    def shared(self, module: nn.Module) -> nn.Module:
        """The module on this device; with several processes, one that averages their gradients."""
        module = module.to(self.device)
        return DistributedDataParallel(module) if self.count > 1 else module

    def autocast(self) -> AbstractContextManager:
        """Passes in bfloat16, where the processor computes in it; float32 elsewhere."""
        return torch.autocast(self.device.type, torch.bfloat16, enabled=has_bfloat16(self.device))


def has_bfloat16(device: torch.device) -> bool:
    """Whether a processor computes in bfloat16 itself; where it does not, it is slower."""
    if device.type == "cuda":
        return torch.cuda.is_bf16_supported(including_emulation=False)
    return bool(torch.cpu.get_capabilities().get("avx512_bf16", False))
