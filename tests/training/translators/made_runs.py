"""Recipes of both methods that a test can afford."""

from __future__ import annotations

import pytest

from sketchapp.training.translators.recipe import TRANSLATOR_RECIPES

PIX2PIX, CYCLEGAN = (TRANSLATOR_RECIPES[name] for name in ("tiny-pix2pix", "tiny-cyclegan"))
BOTH = pytest.mark.parametrize("recipe", [PIX2PIX, CYCLEGAN], ids=["pix2pix", "cyclegan"])
