from dataclasses import replace
from pathlib import Path

import pytest
import torch

from sketchapp.errors import CheckpointError
from sketchapp.models.checkpoint import read_config, read_tensors, write_checkpoint
from sketchapp.models.load import load_retriever
from sketchapp.models.photos import PhotoStyle
from sketchapp.models.retriever import RetrieverConfig
from sketchapp.sketch import RasterStyle
from tests.models.tiny import TINY, TINY_MATRIX, random_images, tiny_retriever


@pytest.mark.parametrize("grid", [1, 2])
@pytest.mark.parametrize("groups", [(1,), (1, 1, 1), (2, 1)])
def test_embeddings_are_unit_rows(grid: int, groups: tuple[int, ...]) -> None:
    config = replace(TINY, groups=groups, width=16, grid=grid, size_px=64)
    retriever, images = tiny_retriever(config=config), random_images(3, 64)
    for embed in (retriever.embed_sketch, retriever.embed_photo):
        rows = embed(images)
        assert rows.shape == (3, retriever.rows, retriever.width) == (3, sum(groups), 16)
        assert torch.allclose(rows.norm(dim=2), torch.ones(3, sum(groups)), atol=1e-6)
        assert (rows[0] - rows[1]).abs().max() > 1e-4  # it looks at the picture


def test_the_answer_is_the_same_for_every_batch_size() -> None:
    retriever, images = tiny_retriever(config=TINY_MATRIX), random_images(5)
    with torch.inference_mode():
        whole = retriever.embed_sketch(images)
        for size in (1, 2, 3):
            parts = torch.cat([retriever.embed_sketch(part) for part in images.split(size)])
            assert torch.allclose(parts, whole, atol=1e-5)
        assert not torch.allclose(whole, whole.flip(0), atol=1e-4)


def test_one_reading_gives_what_embedding_gives_and_a_level() -> None:
    retriever, images = tiny_retriever(config=TINY_MATRIX), random_images(4)
    with torch.inference_mode():
        reading = retriever.read_sketch(images)
        assert torch.equal(reading.rows, retriever.embed_sketch(images))
        assert reading.level_logits.shape == (4, 3) and reading.level.tolist() == (
            reading.level_logits.argmax(1).tolist()
        )
    assert retriever.row_counts == (1, 2, 3)
    assert tiny_retriever().row_counts == (1,)


@pytest.mark.parametrize("shared", [True, False])
def test_both_sides_of_a_batch_are_what_they_are_alone(shared: bool) -> None:
    retriever = tiny_retriever(config=replace(TINY_MATRIX, shared=shared))
    drawn, seen = random_images(3), random_images(2, seed=1)
    with torch.inference_mode():
        both = retriever(drawn, seen)
        reading = both.sketches
        assert torch.allclose(reading.rows, retriever.embed_sketch(drawn), atol=1e-5)
        assert torch.allclose(both.photos, retriever.embed_photo(seen), atol=1e-5)
        for features, images in ((both.drawn, drawn), (both.seen, seen)):
            assert torch.allclose(features, retriever.backbone(images), atol=1e-4)
        logits = retriever.read_sketch(drawn).level_logits
        assert torch.allclose(reading.level_logits, logits, atol=1e-5)
        same = torch.allclose(retriever.embed_photo(drawn), reading.rows, atol=1e-5)
    assert same == shared


def test_an_embedding_is_differentiable_to_the_picture() -> None:
    retriever = tiny_retriever(config=TINY_MATRIX).double()
    image = random_images(1).double().requires_grad_()
    goal = torch.nn.functional.normalize(torch.arange(8.0).double(), dim=0)

    def score(picture: torch.Tensor) -> torch.Tensor:
        return (retriever.embed_sketch(picture)[0] @ goal).mean()

    (gradient,) = torch.autograd.grad(score(image), image)
    assert gradient.shape == image.shape
    step = 1e-5 * gradient / gradient.norm()
    with torch.no_grad():
        rise = (score(image + step) - score(image - step)) / 2e-5
    assert rise.item() == pytest.approx(gradient.norm().item(), rel=1e-3)


@pytest.mark.parametrize("shared", [True, False])
def test_a_saved_retriever_comes_back_within_fp16(tmp_path: Path, shared: bool) -> None:
    config = replace(TINY_MATRIX, grid=2, shared=shared, photo_share=0.5)
    retriever, path = tiny_retriever(config=config), tmp_path / "r.safetensors"
    retriever.save(path, {"familiar_from": 0.25, "recipe": {"seed": 1}})
    loaded = load_retriever(path)
    assert loaded.config == config
    assert (loaded.style, loaded.photo_style) == (RasterStyle(32, 0.8), PhotoStyle(32, 0.5))
    assert {tensor.dtype for tensor in read_tensors(path).values()} == {torch.float16}
    for name, tensor in loaded.state_dict().items():
        assert tensor.dtype == torch.float32
        assert torch.equal(tensor, retriever.state_dict()[name].half().float())
    with torch.inference_mode():
        images = random_images(4)
        for embed in ("embed_sketch", "embed_photo"):
            assert torch.allclose(
                getattr(loaded, embed)(images), getattr(retriever, embed)(images), atol=2e-3
            )


def test_a_shared_encoder_is_stored_once(tmp_path: Path) -> None:
    tiny_retriever(config=TINY_MATRIX).save(tmp_path / "r.safetensors", {})
    assert not any(
        name.startswith("encode_photo") for name in read_tensors(tmp_path / "r.safetensors")
    )


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
    config = RetrieverConfig(
        "resnet18", 8, (1, 2), "separable", grid=2, size_px=40, thickness_px=1.5, ink_share=0.9
    )
    tiny_retriever(config=config).save(tmp_path / "r.safetensors", {"steps": 7})
    assert read_config(tmp_path / "r.safetensors")["steps"] == 7
    assert load_retriever(tmp_path / "r.safetensors").config == config


def test_files_that_hold_something_else_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "r.safetensors"
    tiny_retriever().save(path, {})
    weights = read_tensors(path)
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
