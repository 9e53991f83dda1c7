"""The card of any network that makes photos."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sketchapp.models.checkpoint import read_config
from sketchapp.models.translators import translator
from sketchapp.training.sketch_to_photo.card import sketch_to_photo_card
from sketchapp.training.translators.card import translator_card


def photo_card(checkpoint: Path, looks: str) -> str:
    """The card, with what a person saw; CheckpointError where the file makes no photos."""
    is_translator = translator.HEADER in read_config(checkpoint)
    card: Callable[[Path, str], str] = translator_card if is_translator else sketch_to_photo_card
    return card(checkpoint, looks)
