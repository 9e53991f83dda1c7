from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from sketchapp.errors import CheckpointError, GalleryError
from sketchapp.models.checkpoint import file_hash, read_config, read_tensors, write_checkpoint
from sketchapp.models.load import load_retriever
from sketchapp.models.retriever import KNOWN_DIRECTION, MatrixRetriever, RetrieverConfig
from sketchapp.resources import Resources
from sketchapp.retrieval.gallery import Gallery, Photo
from sketchapp.retrieval.live import Knowledge, Question
from sketchapp.retrieval.trust import Trust, write_trust
from sketchapp.settings import Settings
from sketchapp.sketch import Sketch
from tests.made_datasets import make_gallery
from tests.models.tiny_clip import fresh_clip_prompts, made_clip


def test_without_weights_the_server_says_how_to_get_them(tmp_path: Path):
    with pytest.raises(CheckpointError, match="train"):
        Resources.load(Settings(checkpoint=tmp_path / "none.safetensors"))


def test_without_a_gallery_it_says_so(tmp_path: Path):
    checkpoint = small_checkpoint(tmp_path, {})
    with pytest.raises(GalleryError, match="no gallery"):
        Resources.load(Settings(checkpoint=checkpoint, gallery=tmp_path / "none"))


def test_the_level_of_the_familiar_comes_with_the_weights(tmp_path: Path):
    path = small_checkpoint(tmp_path, {"familiar_from": 0.42})
    chairs, lamps = made_gallery("chair"), made_gallery("chair", "lamp")
    assert Knowledge.of(load_retriever(path), chairs) is None  # a level alone says nothing
    tensors = read_tensors(path) | {KNOWN_DIRECTION: torch.eye(8)[0]}
    write_checkpoint(path, tensors, read_config(path))
    knowledge = Knowledge.of(load_retriever(path), chairs)
    assert knowledge is not None and knowledge.familiar_from == 0.42
    assert knowledge.covers(torch.tensor([[0.43] + [0.0] * 7]))
    assert not knowledge.covers(torch.tensor([[0.41] + [0.0] * 7]))
    assert Knowledge.of(load_retriever(path), lamps) is not None
    write_checkpoint(path, tensors, read_config(path) | {"categories": ["chair", "shoe"]})
    assert Knowledge.of(load_retriever(path), chairs) is not None
    assert Knowledge.of(load_retriever(path), lamps) is None  # it never saw a lamp


def test_weights_for_photos_are_not_read_at_the_start(tmp_path: Path):
    settings = Settings(
        checkpoint=small_checkpoint(tmp_path, {}),
        gallery=make_gallery(tmp_path / "gallery"),
        galleries_dir=tmp_path / "mine",
        photo_generator=tmp_path / "photo.safetensors",
    )
    assert Resources.load(settings).studio is None
    settings.photo_generator.write_bytes(b"broken")
    studio = Resources.load(settings).studio
    assert studio is not None
    with pytest.raises(CheckpointError):
        studio.categories()


def test_trust_comes_with_the_weights_that_it_is_of(tmp_path: Path):
    checkpoint = small_checkpoint(tmp_path, {})
    settings = Settings(
        checkpoint=checkpoint,
        gallery=make_gallery(tmp_path / "gallery"),
        galleries_dir=tmp_path / "mine",
    )
    assert Resources.load(settings).trust is None
    trust = Trust(file_hash(checkpoint), "margin", 1.0, 0.0, 0.7, "chair", 9, 3)
    write_trust(checkpoint, trust)
    assert Resources.load(settings).trust == trust


def test_prompted_clip_serves_a_gallery(tmp_path: Path):
    checkpoint = tmp_path / "clip.safetensors"
    fresh_clip_prompts(made_clip(tmp_path, "tiny-clip-resources")).save(checkpoint, {})
    folder, mine = make_gallery(tmp_path / "gallery", 6), tmp_path / "mine"
    resources = Resources.load(Settings(checkpoint=checkpoint, gallery=folder, galleries_dir=mine))
    lines = [[[0.2, 0.2], [0.8, 0.8]], [[0.2, 0.8], [0.8, 0.2]]]
    answer = resources.live.answer(Question(Sketch.from_polylines(lines), target="p3", count=6))
    assert {found.photo.id for found in answer.found} == {f"p{n}" for n in range(6)}
    assert answer.explained is not None and answer.explained.photo.id == "p3"
    assert answer.strokes is not None and np.abs(answer.strokes.values).min() > 0
    assert answer.abstraction is not None and answer.abstraction.rows == 1


def made_gallery(*categories: str) -> Gallery:
    photos = tuple(Photo(name, name, Path(f"{name}.webp")) for name in categories)
    return Gallery(Path(), photos)


def small_checkpoint(folder: Path, notes: dict) -> Path:
    torch.manual_seed(0)
    path = folder / "small.safetensors"
    MatrixRetriever(RetrieverConfig(width=8, size_px=64)).save(path, notes)
    return path
