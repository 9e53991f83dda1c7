"""What a sketch decides of a photo: the structural rows, and maps where the network has some."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from sketchapp.models.sketch_to_photo.groups import GROUPS, split_in_three


@dataclass(frozen=True, eq=False)
class SketchCode:
    """rows (B, k, D), the first k of the L rows; maps (B, C, s, s) by their size s, small first.

    category_logits (B, n) say what is drawn; n is 0 where all photos are of one kind.
    """

    rows: Tensor
    maps: dict[int, Tensor]
    category_logits: Tensor

    def by_group(self) -> dict[str, Tensor]:
        """What coarse, mid and fine are made of, (B, n) each: a third of the rows and of the maps.

        Numbers are scaled so that the squared length is the mean square of the group's rows, plus
        that of each of its maps.
        """
        maps = list(self.maps.values())
        row_parts = self.rows.split(split_in_three(self.rows.shape[1]), 1)
        at, found = 0, {}
        for name, part, count in zip(GROUPS, row_parts, split_in_three(len(maps)), strict=True):
            own = [part, *maps[at : at + count]]
            found[name] = torch.cat([_scaled(each) for each in own], 1)
            at += count
        return found

    def detached(self) -> SketchCode:
        """The same numbers, without a way back to the picture."""
        maps = {size: each.detach() for size, each in self.maps.items()}
        return SketchCode(self.rows.detach(), maps, self.category_logits.detach())


def _scaled(part: Tensor) -> Tensor:
    flat = part.flatten(1)
    return flat / max(flat.shape[1], 1) ** 0.5
