from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from sketchapp.models.retriever import MatrixRetriever, RetrieverConfig
from sketchapp.resources import Resources
from sketchapp.settings import Settings
from sketchapp.sketch import Sketch
from tests.models.tiny_classifiers import saved_classifier

CATEGORIES = ("chair", "chair", "shoe", "shoe")
SMALL = RetrieverConfig(width=16, size_px=64)


@pytest.fixture(scope="session")
def small_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A gallery of four made-up photos and an untrained network, on disk."""
    folder = tmp_path_factory.mktemp("small")
    write_gallery(folder / "gallery")
    torch.manual_seed(0)
    MatrixRetriever(SMALL).save(folder / "retriever.safetensors", {"familiar_from": -1.0})
    return Settings(
        gallery=folder / "gallery",
        checkpoint=folder / "retriever.safetensors",
        classifier=saved_classifier(folder / "classifier.safetensors"),
        galleries_dir=folder / "galleries",
    )


@pytest.fixture(scope="session")
def small_resources(small_settings: Settings) -> Resources:
    return Resources.load(small_settings)


@pytest.fixture
def cross() -> Sketch:
    return Sketch.from_polylines([[[0.1, 0.1], [0.5, 0.5], [0.9, 0.9]], [[0.1, 0.9], [0.9, 0.1]]])


def write_gallery(folder: Path) -> None:
    """Four photos of noise, two of each category."""
    folder.mkdir()
    noise = np.random.default_rng(0)
    lines = []
    for number, category in enumerate(CATEGORIES):
        name = f"photo {number}.png"
        pixels = noise.integers(0, 256, (64, 64, 3), dtype=np.uint8)
        Image.fromarray(pixels).save(folder / name)
        entry = {"file_name": name, "id": f"p{number}", "category": category, "family": "made"}
        lines.append(json.dumps(entry))
    (folder / "metadata.jsonl").write_text("\n".join(lines))
