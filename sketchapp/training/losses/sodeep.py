"""SoDeep (Engilberge et al., 2019): the place of the own photo, as a frozen sorter sees it."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from sketchapp.training.losses.matches import Matches
from sketchapp.training.losses.sorter import SorterSettings, train_sorter


class SoDeepLoss(nn.Module):
    """The mean place of a sketch's own photo among those of the batch, 0 first and 1 last.

    A sorter knows lists of one length; one is trained when a batch of a new size comes, which takes
    a minute at B = 128 and is the same every time for one seed. The published loss for retrieval
    adds a triplet loss; this one is the rank alone, as it stands in the comparison.
    """

    def __init__(self, settings: SorterSettings, seed: int = 0) -> None:
        super().__init__()
        self.settings = settings
        self.seed = seed
        self.sorters = nn.ModuleDict()

    def forward(self, matches: Matches) -> Tensor:
        places = self._sorter(matches.photos)(matches.similarity.float())  # (A, B)
        return places.gather(1, matches.own[:, None]).mean()

    def _sorter(self, photos: Tensor) -> nn.Module:
        name = str(len(photos))
        if name not in self.sorters:
            generator = torch.Generator().manual_seed(self.seed)
            with torch.enable_grad():
                sorter = train_sorter(len(photos), self.settings, generator)
            self.sorters[name] = sorter.to(photos.device)
        return self.sorters[name]
