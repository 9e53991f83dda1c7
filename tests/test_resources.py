from __future__ import annotations

from pathlib import Path

import pytest
import torch

from sketchapp.errors import CheckpointError, GalleryError
from sketchapp.models.retriever import RetrieverConfig, SiameseRetriever
from sketchapp.resources import NO_LEVEL, Resources, familiar_level
from sketchapp.settings import Settings


def test_without_weights_the_server_says_how_to_get_them(tmp_path: Path):
    with pytest.raises(CheckpointError, match="train"):
        Resources.load(Settings(checkpoint=tmp_path / "none.safetensors"))


def test_without_a_gallery_it_says_so(tmp_path: Path):
    checkpoint = small_checkpoint(tmp_path, {})
    with pytest.raises(GalleryError, match="no gallery"):
        Resources.load(Settings(checkpoint=checkpoint, gallery=tmp_path / "none"))


def test_the_level_of_the_familiar_comes_with_the_weights(tmp_path: Path):
    assert familiar_level(small_checkpoint(tmp_path, {"familiar_from": 0.42})) == 0.42
    assert familiar_level(small_checkpoint(tmp_path, {})) == NO_LEVEL


def small_checkpoint(folder: Path, notes: dict) -> Path:
    torch.manual_seed(0)
    path = folder / "small.safetensors"
    SiameseRetriever(RetrieverConfig(width=8, size_px=64)).save(path, notes)
    return path
