from dataclasses import replace
from pathlib import Path

import pytest
import torch

from sketchapp.errors import CheckpointError
from sketchapp.models.checkpoint import read_config, read_tensors, write_checkpoint
from sketchapp.models.retriever import (
    MatrixRetriever,
    RetrieverConfig,
    load_retriever,
)
from sketchapp.sketch import RasterStyle
from tests.models.tiny import TINY, random_images, tiny_retriever


@pytest.mark.parametrize("grid", [1, 2])
def test_embeddings_are_unit_rows(grid: int) -> None:
    retriever = tiny_retriever(config=replace(TINY, width=16, grid=grid, size_px=64))
    images = random_images(3, 64)
    for embed in (retriever.embed_sketch, retriever.embed_photo):
        rows = embed(images)
        assert rows.shape == (3, retriever.rows, retriever.width) == (3, 1, 16)
        assert torch.allclose(rows.norm(dim=2), torch.ones(3, 1), atol=1e-6)
        assert (rows[0] - rows[1]).abs().max() > 1e-4  # it looks at the picture


def test_the_answer_is_the_same_for_every_batch_size() -> None:
    retriever, images = tiny_retriever(), random_images(5)
    with torch.inference_mode():
        whole = retriever(images)
        for size in (1, 2, 3):
            parts = torch.cat([retriever(part) for part in images.split(size)])
            assert torch.allclose(parts, whole, atol=1e-5)
        assert not torch.allclose(whole, whole.flip(0), atol=1e-4)


def test_an_embedding_is_differentiable_to_the_picture() -> None:
    retriever = tiny_retriever().double()
    image = random_images(1).double().requires_grad_()
    goal = torch.nn.functional.normalize(torch.arange(8.0).double(), dim=0)
    (gradient,) = torch.autograd.grad((retriever(image)[0, 0] * goal).sum(), image)
    assert gradient.shape == image.shape
    step = 1e-5 * gradient / gradient.norm()
    with torch.no_grad():
        up, down = ((retriever(image + s)[0, 0] * goal).sum() for s in (step, -step))
    assert ((up - down) / 2e-5).item() == pytest.approx(gradient.norm().item(), rel=1e-3)


def test_a_saved_retriever_comes_back_within_fp16(tmp_path: Path) -> None:
    retriever, path = tiny_retriever(config=replace(TINY, grid=2)), tmp_path / "r.safetensors"
    retriever.save(path, {"familiar_from": 0.25, "recipe": {"seed": 1}})
    loaded = load_retriever(path)
    assert (loaded.config, loaded.style) == (retriever.config, RasterStyle(32, 0.8))
    assert {tensor.dtype for tensor in read_tensors(path).values()} == {torch.float16}
    for name, tensor in loaded.state_dict().items():
        assert tensor.dtype == torch.float32
        assert torch.equal(tensor, retriever.state_dict()[name].half().float())
    with torch.inference_mode():
        images = random_images(4)
        assert torch.allclose(loaded(images), retriever(images), atol=2e-3)


def test_a_loaded_retriever_is_ready_for_use(tmp_path: Path) -> None:
    path = tmp_path / "r.safetensors"
    tiny_retriever().train().save(path, {"familiar_from": 0.25})
    loaded = load_retriever(path)
    assert not loaded.training
    assert not any(p.requires_grad for p in loaded.parameters())
    assert loaded.familiar_from == 0.25
    tiny_retriever().save(path, {})
    assert load_retriever(path).familiar_from == -1.0


def test_the_id_changes_with_the_weights(tmp_path: Path) -> None:
    ids = []
    for seed in (0, 0, 1):
        tiny_retriever(seed).save(tmp_path / "r.safetensors", {})
        ids.append(load_retriever(tmp_path / "r.safetensors").id)
    assert ids[0] == ids[1] != ids[2]


def test_the_header_rebuilds_the_network(tmp_path: Path) -> None:
    config = RetrieverConfig("resnet18", width=8, grid=2, size_px=40, thickness_px=1.5)
    tiny_retriever(config=config).save(tmp_path / "r.safetensors", {"steps": 7})
    assert read_config(tmp_path / "r.safetensors")["steps"] == 7
    assert load_retriever(tmp_path / "r.safetensors").config == config


def test_files_that_hold_something_else_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "r.safetensors"
    weights = MatrixRetriever(TINY).state_dict()
    for config, sentence in [
        ({}, "holds no retriever"),
        ({"retriever": "squeezenet1_0"}, "holds no retriever"),
        ({"retriever": {"depth": 3}}, "does not fit this version"),
        ({"retriever": {"backbone": "squeezenet1_0", "width": 9}}, "does not fit this version"),
        ({"retriever": {"backbone": "lenet"}}, "backbone 'lenet' not found"),
    ]:
        write_checkpoint(path, weights, config)
        with pytest.raises(CheckpointError, match=sentence):
            load_retriever(path)


def test_missing_and_cut_off_files_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "r.safetensors"
    with pytest.raises(CheckpointError, match="no weights at"):
        load_retriever(path)
    tiny_retriever().save(path, {})
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(CheckpointError, match=r"r\.safetensors"):
        load_retriever(path)
