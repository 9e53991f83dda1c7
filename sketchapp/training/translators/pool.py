"""Pictures made earlier, which the judges of CycleGAN see again (Zhu et al. 2017, section 4)."""

from __future__ import annotations

import torch
from torch import Tensor, nn


class PicturePool(nn.Module):
    """At most `size` pictures (3, M, M); a module, so that they are part of a run's state."""

    pictures: Tensor
    filled: Tensor

    def __init__(self, size: int, size_px: int) -> None:
        super().__init__()
        self.register_buffer("pictures", torch.zeros(size, 3, size_px, size_px))
        self.register_buffer("filled", torch.zeros((), dtype=torch.long))

    def exchange(self, made: Tensor, rng: torch.Generator) -> Tensor:
        """Pictures (B, 3, M, M) to show for those just made: half of them older ones.

        Until the pool is full it keeps every picture, and shows it; from then on a picture is shown
        as it is, or, as often, takes the place of an older one, which is shown for it.
        """
        shown = made.clone()
        for number, picture in enumerate(made):
            filled = int(self.filled)
            if filled < len(self.pictures):
                self.pictures[filled] = picture
                self.filled += 1
            elif filled and torch.rand((), generator=rng) < 0.5:
                place = int(torch.randint(filled, (), generator=rng))
                shown[number] = self.pictures[place]
                self.pictures[place] = picture
        return shown
