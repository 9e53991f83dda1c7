"""Each network that makes photos has its own card."""

from __future__ import annotations

from pathlib import Path

import pytest

from sketchapp.errors import CheckpointError
from sketchapp.training.photo_card import photo_card
from tests.models.sketch_to_photo.made_networks import saved_photo_generator
from tests.models.translators.made_translators import saved_translator


def test_the_header_says_whose_card_it_is(tmp_path: Path) -> None:
    coded = saved_photo_generator(tmp_path / "c.safetensors")
    plain = saved_translator(tmp_path / "p.safetensors")
    with pytest.raises(CheckpointError, match="no sketch-to-photo network trained here"):
        photo_card(coded, "")
    with pytest.raises(CheckpointError, match="no translator trained here"):
        photo_card(plain, "")
