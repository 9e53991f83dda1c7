"""Several networks as one retriever."""

from dataclasses import replace
from pathlib import Path

import pytest
import torch

from sketchapp.errors import CheckpointError
from sketchapp.models.checkpoint import read_tensors, write_checkpoint
from sketchapp.models.ensemble import EnsembleRetriever, read_at_once
from sketchapp.models.load import load_retriever
from tests.models.tiny import TINY_MATRIX, random_images, tiny_retriever

NARROW = replace(TINY_MATRIX, width=4, edges=True)


def members() -> list:
    return [tiny_retriever(0, TINY_MATRIX), tiny_retriever(1, NARROW)]


def test_similarity_is_the_mean_of_the_members() -> None:
    whole = EnsembleRetriever(members())
    sketches, photos = random_images(3), random_images(2, seed=1)
    with torch.inference_mode():
        rows, seen = whole.embed_sketch(sketches), whole.embed_photo(photos)
        each = [
            torch.einsum("akd,bkd->abk", m.embed_sketch(sketches), m.embed_photo(photos))
            for m in members()
        ]
    assert rows.shape == (3, whole.rows, whole.width) == (3, 3, 12)
    assert torch.allclose(rows.norm(dim=2), torch.ones(3, 3), atol=1e-6)
    similarity = torch.einsum("akd,bkd->abk", rows, seen)
    assert torch.allclose(similarity, (each[0] + each[1]) / 2, atol=1e-5)
    assert not torch.allclose(each[0], each[1], atol=1e-2)


def test_levels_of_the_members_add_up() -> None:
    with torch.inference_mode():
        images = random_images(3)
        expected = torch.stack([m.read_sketch(images).level_logits for m in members()]).sum(0)
        found = EnsembleRetriever(members()).read_sketch(images).level_logits
    assert torch.allclose(found, expected, atol=1e-6)


def test_a_saved_ensemble_comes_back_within_fp16(tmp_path: Path) -> None:
    whole, path = EnsembleRetriever(members()), tmp_path / "e.safetensors"
    whole.save(path, {"familiar_from": 0.25, "temperature": 0.125, "categories": ["chair"]})
    assert {tensor.dtype for tensor in read_tensors(path).values()} == {torch.float16}
    loaded = load_retriever(path)
    assert isinstance(loaded, EnsembleRetriever) and loaded.configs == whole.configs
    assert (loaded.familiar_from, loaded.temperature) == (0.25, 0.125)
    assert loaded.categories == ("chair",) and loaded.id != "untrained"
    with torch.inference_mode():
        images = random_images(2)
        for name in ("embed_sketch", "embed_photo"):
            mine, theirs = getattr(loaded, name)(images), getattr(whole, name)(images)
            assert torch.allclose(mine, theirs, atol=5e-3)
    assert not any(parameter.requires_grad for parameter in loaded.parameters())


def test_an_embedding_is_differentiable_to_the_picture() -> None:
    image = random_images(1).requires_grad_()
    rows = EnsembleRetriever(members()).embed_sketch(image)
    (gradient,) = torch.autograd.grad(rows[0, 0].sum(), image)
    assert gradient.abs().max() > 0


@pytest.mark.parametrize(
    "others",
    [[], [TINY_MATRIX, replace(TINY_MATRIX, groups=(1, 2))], [replace(NARROW, size_px=40)]],
)
def test_networks_that_do_not_fit_are_refused(others: list) -> None:
    given = [tiny_retriever(config=config) for config in others]
    with pytest.raises(CheckpointError, match="do not make one retriever"):
        EnsembleRetriever(given if len(given) != 1 else [*given, tiny_retriever(0, TINY_MATRIX)])


def test_files_that_hold_something_else_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "e.safetensors"
    EnsembleRetriever(members()).save(path, {})
    tensors = {k: v for k, v in read_tensors(path).items() if not k.startswith("1.")}
    for header in ({"ensemble": 3}, {"ensemble": [{"depth": 3}]}):
        write_checkpoint(path, tensors, header)
        with pytest.raises(CheckpointError, match="does not fit this version"):
            load_retriever(path)


def test_shares_weigh_the_members_by_level() -> None:
    shares = ((1.0, 0.75, 0.5), (0.0, 0.25, 0.5))
    whole = EnsembleRetriever(members(), shares)
    sketches, photos = random_images(3), random_images(2, seed=1)
    with torch.inference_mode():
        rows, seen = whole.embed_sketch(sketches), whole.embed_photo(photos)
        each = [
            torch.einsum("akd,bkd->abk", m.embed_sketch(sketches), m.embed_photo(photos))
            for m in members()
        ]
    weights = torch.tensor(shares)
    expected = each[0] * weights[0] + each[1] * weights[1]
    assert torch.allclose(rows.norm(dim=2), torch.ones(3, 3), atol=1e-6)
    assert torch.allclose(torch.einsum("akd,bkd->abk", rows, seen), expected, atol=1e-5)


def test_shares_are_saved(tmp_path: Path) -> None:
    path, shares = tmp_path / "e.safetensors", ((0.8, 0.5, 0.5), (0.2, 0.5, 0.5))
    EnsembleRetriever(members(), shares).save(path, {})
    loaded = load_retriever(path)
    assert isinstance(loaded, EnsembleRetriever) and loaded.shares == shares


@pytest.mark.parametrize(
    ("shares", "sentence"),
    [
        (((0.8, 0.5), (0.2, 0.5)), "do not fit 3 levels"),
        (((1.2, 0.5, 0.5), (-0.2, 0.5, 0.5)), "do not fit"),
        (((0.8, 0.5, 0.5), (0.8, 0.5, 0.5)), "do not sum to 1"),
    ],
)
def test_shares_that_make_no_mean_are_refused(
    shares: tuple[tuple[float, ...], ...], sentence: str
) -> None:
    with pytest.raises(CheckpointError, match=sentence):
        EnsembleRetriever(members(), shares)


def test_members_that_read_at_once_read_alike() -> None:
    ensemble = EnsembleRetriever([tiny_retriever(seed, TINY_MATRIX) for seed in range(3)])
    images = random_images(2).requires_grad_()
    ensemble.embed_sketch(images).sum().backward()
    before, rows = images.grad, ensemble.embed_sketch(images).detach()
    read_at_once(ensemble)
    images.grad = None
    at_once = ensemble.embed_sketch(images)
    at_once.sum().backward()
    assert before is not None and images.grad is not None
    assert torch.equal(at_once, rows) and torch.allclose(images.grad, before)
    with torch.inference_mode():
        assert not ensemble.embed_sketch(images).requires_grad
    with torch.no_grad():
        assert not ensemble.embed_sketch(images).requires_grad
