"""A translator in training: all networks, and the state on disk."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from sketchapp.errors import CheckpointError
from sketchapp.training.run_state import IDENTITY, load_state, save_state
from sketchapp.training.sketch_to_photo.pairs import PairBatch
from sketchapp.training.translators.cyclegan import CycleGan
from sketchapp.training.translators.method import TranslationMethod
from sketchapp.training.translators.pix2pix import Pix2Pix
from sketchapp.training.translators.recipe import TranslatorRecipe

BETAS = (0.5, 0.999)  # of Adam, in both papers
METHODS: dict[str, type[Pix2Pix] | type[CycleGan]] = {"pix2pix": Pix2Pix, "cyclegan": CycleGan}


class TranslatorRun:
    """One training run; `step` steps are done in `seconds`."""

    def __init__(self, recipe: TranslatorRecipe, data_mark: str = "") -> None:
        """data_mark tells one set of pairs from another, so that a state is not mistaken.

        Raises CheckpointError where the recipe has no such method.
        """
        if recipe.method not in METHODS:
            raise CheckpointError(
                f"method {recipe.method!r} not found; there are: {', '.join(METHODS)}"
            )
        self.recipe, self.data_mark, self.step, self.seconds = recipe, data_mark, 0, 0.0
        rng = torch.Generator().manual_seed(recipe.seed)
        self.method: TranslationMethod = METHODS[recipe.method](recipe, rng)
        self.optimisers = {
            "makers": self._adam(self.method.makers),
            "judges": self._adam(self.method.judges),
        }

    def to(self, device: torch.device) -> TranslatorRun:
        """Everything on this device; before the first step, and before resuming."""
        self.method.to(device)
        return self

    @property
    def device(self) -> torch.device:
        """Where everything is."""
        return next(self.method.parameters()).device

    @torch.no_grad()
    def photos_of(self, batch: PairBatch, seed: int) -> Tensor:
        """Photos (B, 3, M, M) in 0..1 of a batch's sketches."""
        rng = torch.Generator().manual_seed(seed)
        return self.method.photo(batch.sketches.to(self.device), rng, alike=True)

    def save(self, path: Path) -> None:
        """Write everything that resuming needs into one file, all or nothing."""
        config = {"step": self.step, "seconds": self.seconds, IDENTITY: self._identity()}
        save_state(path, {"method": self.method}, self.optimisers, config)

    def resume(self, path: Path) -> None:
        """Go on from a saved state; CheckpointError where it is of another recipe or other pairs.

        A recipe with another number of steps goes on.
        """
        config = load_state(path, {"method": self.method}, self.optimisers, self._identity())
        self.step, self.seconds = int(config["step"]), float(config["seconds"])

    def _adam(self, networks: nn.Module) -> torch.optim.Adam:
        return torch.optim.Adam(networks.parameters(), lr=self.recipe.rate, betas=BETAS)

    def _identity(self) -> dict[str, Any]:
        recipe = json.loads(json.dumps(asdict(self.recipe)))
        del recipe["steps"]
        return {"recipe": recipe, "pairs": self.data_mark}
