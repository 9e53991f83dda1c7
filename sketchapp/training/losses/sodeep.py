"""SoDeep (Engilberge et al., 2019): the place of the own photo, as a frozen sorter sees it."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from sketchapp.training.losses.matches import Matches
from sketchapp.training.losses.sorter import Sorter, SorterSettings, train_sorter


class SoDeepLoss(nn.Module):
    """The mean place of a sketch's own photo among those of the batch, 0 first and 1 last.

    A sorter knows lists of one length; one is trained when a batch of a new size comes, which takes
    a minute at B = 128 and is the same every time for one seed. The published loss for retrieval
    adds a triplet loss; this one is the rank alone, as it stands in the comparison.

    sorters are kept by the size of the batch, and are no part of the state: the seed gives them.
    """

    def __init__(self, settings: SorterSettings, seed: int = 0) -> None:
        super().__init__()
        self.settings = settings
        self.seed = seed
        self.sorters: dict[int, Sorter] = {}

    def forward(self, matches: Matches) -> Tensor:
        places = self._sorter(matches.photos)(matches.similarity.float())  # (A, B)
        return places.gather(1, matches.own[:, None]).mean()

    def _sorter(self, photos: Tensor) -> Sorter:
        count = len(photos)
        if count not in self.sorters:
            generator = torch.Generator().manual_seed(self.seed)
            with torch.enable_grad():
                self.sorters[count] = train_sorter(count, self.settings, generator)
        return self.sorters[count].to(photos.device)
