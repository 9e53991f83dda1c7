"""What CLIP with prompts is trained by beside triplets: the names of categories in words.

Sain et al. (2023, CLIP for all things zero-shot SBIR, Sec. 4.1, Eqs. 3-4); their terms for
fine-grained search, which even out distances over categories and shuffle patches, are not here.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from sketchapp.training.losses.matches import Matches


@dataclass(frozen=True, eq=False)
class Categories:
    """text (C, D), unit rows of the names; of_photo (B,) the category number of each photo."""

    text: Tensor
    of_photo: Tensor


def category_loss(matches: Matches, categories: Categories, temperature: float) -> Tensor:
    """Cross-entropy of sketches and of photos over the names, the mean of both.

    A sketch is of its photo's category. The cosine with a name is the mean over all K rows.
    """
    of_sketch = categories.of_photo[matches.own]
    sides = ((matches.sketches, of_sketch), (matches.photos, categories.of_photo))
    losses = [
        nn.functional.cross_entropy(rows.mean(dim=1) @ categories.text.T / temperature, right)
        for rows, right in sides
    ]
    return torch.stack(losses).mean()
