"""The curves of a run, as TensorBoard reads them."""

from __future__ import annotations

from pathlib import Path

from torch import Tensor
from torch.utils.tensorboard import SummaryWriter

EVERY = 10  # steps between two points of a curve


class Journal:
    """Writes the terms of the loss into a folder; without one it does nothing."""

    def __init__(self, folder: Path | None) -> None:
        self._writer = None if folder is None else SummaryWriter(str(folder))

    def note(self, step: int, terms: dict[str, Tensor]) -> None:
        """Add a point to every term's curve, every EVERY steps."""
        if self._writer is None or step % EVERY:
            return
        for name, value in terms.items():
            self._writer.add_scalar(f"loss/{name}", value.item(), step)

    def close(self) -> None:
        """Write what is still in memory."""
        if self._writer is not None:
            self._writer.close()
