from dataclasses import replace
from pathlib import Path

import pytest
import torch

from sketchapp.errors import CheckpointError
from sketchapp.models.checkpoint import read_config, read_tensors, write_checkpoint
from sketchapp.models.clip_prompts import (
    ClipPromptsConfig,
    ClipPromptsRetriever,
    build_clip_prompts,
    load_clip_prompts,
)
from sketchapp.models.photos import PhotoStyle
from sketchapp.models.retriever import Retriever
from sketchapp.sketch import RasterStyle
from sketchapp.training.losses.matches import Matches
from sketchapp.training.losses.triplet import triplet_loss
from tests.models.tiny import random_images
from tests.models.tiny_clip import made_clip_weights, register


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> ClipPromptsConfig:
    folder = tmp_path_factory.mktemp("clip")
    name = register(folder, "tiny-clip-prompts")
    weights = made_clip_weights(folder / "clip.safetensors", name)
    return ClipPromptsConfig(name, str(weights), prompts=2, photo_share=0.5)


def made(config: ClipPromptsConfig, seed: int = 0) -> ClipPromptsRetriever:
    return build_clip_prompts(config, torch.Generator().manual_seed(seed)).eval()


def trained(config: ClipPromptsConfig, steps: int = 3) -> ClipPromptsRetriever:
    """After a few steps of triplets."""
    retriever = made(config)
    optimiser = torch.optim.Adam([p for p in retriever.parameters() if p.requires_grad], 0.05)
    own = torch.arange(3)
    for _ in range(steps):
        both = retriever(random_images(3), random_images(3, seed=1))
        ones = torch.ones(3, 1)
        matches = Matches(both.sketches.rows, both.photos, own, ones, own * 0, ones)
        loss = triplet_loss(matches, margin=1.0)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return retriever


def test_it_is_a_retriever(config: ClipPromptsConfig) -> None:
    retriever: Retriever = made(config)
    assert (retriever.rows, retriever.width, retriever.row_counts) == (1, 16, (1,))
    assert (retriever.style, retriever.photo_style) == (RasterStyle(32, 0.8), PhotoStyle(32, 0.5))
    images = random_images(3)
    reading = retriever.read_sketch(images)
    assert torch.equal(reading.rows, retriever.embed_sketch(images))
    assert reading.level.tolist() == [0, 0, 0]
    for rows in (reading.rows, retriever.embed_photo(images)):
        assert rows.shape == (3, 1, 16)
        assert torch.allclose(rows.norm(dim=2), torch.ones(3, 1), atol=1e-6)


@pytest.mark.parametrize(
    ("model", "size_px", "width"),
    [("ViT-B-32-quickgelu", 224, 512), ("ViT-L-14-336", 336, 768)],
)
def test_size_and_width_are_those_of_clip(model: str, size_px: int, width: int) -> None:
    config = ClipPromptsConfig(model)
    assert (config.size_px, config.width) == (size_px, width)
    assert (config.style.size_px, config.photo_style) == (size_px, PhotoStyle(size_px))
    with pytest.raises(CheckpointError, match="open_clip has no model 'ViT-B'"):
        _ = ClipPromptsConfig("ViT-B").size_px


def test_sketches_and_photos_have_prompts_of_their_own(config: ClipPromptsConfig) -> None:
    retriever, images = made(config), random_images(2)
    difference = retriever.embed_sketch(images) - retriever.embed_photo(images)
    assert difference.abs().max() > 1e-4
    plain = made(replace(config, prompts=0))
    assert torch.equal(plain.embed_sketch(images), plain.embed_photo(images))


def test_training_moves_prompts_and_layer_norms_alone(config: ClipPromptsConfig) -> None:
    before, after = made(config), trained(config)
    moved = {
        name
        for (name, old), new in zip(before.named_parameters(), after.parameters(), strict=True)
        if not torch.equal(old, new)
    }
    assert moved == set(after.learned)
    assert {name.split(".")[0] for name in moved} == {"sketch_tower", "photo_tower"}
    assert all("prompts" in name or ".ln_" in name for name in moved)


def test_only_what_was_learned_is_saved_and_it_comes_back(
    config: ClipPromptsConfig, tmp_path: Path
) -> None:
    retriever, path = trained(config), tmp_path / "p.safetensors"
    retriever.save(path, {"steps": 3})
    assert set(read_tensors(path)) == set(retriever.learned)
    assert read_config(path)["steps"] == 3
    loaded, images = load_clip_prompts(path), random_images(2)
    assert loaded.config == config and loaded.id != "untrained" and not loaded.training
    assert not any(p.requires_grad for p in loaded.parameters())
    for embed in ("embed_sketch", "embed_photo"):
        rows = [getattr(model, embed)(images) for model in (loaded, retriever, made(config))]
        assert torch.allclose(rows[0], rows[1], atol=1e-6)
        assert not torch.allclose(rows[0], rows[2], atol=1e-3)


def test_a_loaded_retriever_is_differentiable_to_the_picture(
    config: ClipPromptsConfig, tmp_path: Path
) -> None:
    trained(config).save(tmp_path / "p.safetensors", {})
    retriever = load_clip_prompts(tmp_path / "p.safetensors").double()
    image = random_images(1).double().requires_grad_()
    goal = torch.nn.functional.normalize(torch.arange(16.0).double(), dim=0)

    def score(picture: torch.Tensor) -> torch.Tensor:
        return (retriever.embed_sketch(picture)[0] @ goal).mean()

    (gradient,) = torch.autograd.grad(score(image), image)
    step = 1e-5 * gradient / gradient.norm()
    with torch.no_grad():
        rise = (score(image + step) - score(image - step)) / 2e-5
    assert rise.item() == pytest.approx(gradient.norm().item(), rel=1e-3)


def test_clip_may_have_moved_but_not_changed(config: ClipPromptsConfig, tmp_path: Path) -> None:
    path = tmp_path / "p.safetensors"
    trained(config).save(path, {})
    same = made_clip_weights(tmp_path / "same.safetensors", config.model)
    assert load_clip_prompts(path, str(same)).config.weights == str(same)
    other = made_clip_weights(tmp_path / "other.safetensors", config.model, seed=1)
    with pytest.raises(CheckpointError, match="trained on other weights of tiny-clip-prompts"):
        load_clip_prompts(path, str(other))
    with pytest.raises(CheckpointError, match="no weights at"):
        load_clip_prompts(path, str(tmp_path / "gone.safetensors"))


def test_files_that_hold_something_else_are_refused(
    config: ClipPromptsConfig, tmp_path: Path
) -> None:
    path = tmp_path / "p.safetensors"
    retriever = made(config)
    retriever.save(path, {})
    header, tensors = read_config(path), read_tensors(path)
    known = header["clip_prompts"]
    for changed, sentence in [
        ({"clip_prompts": None}, "holds no prompts for CLIP"),
        ({"clip_prompts": known | {"depth": 3}}, "does not fit this version"),
        ({"clip_prompts": known | {"prompts": 5}}, r"prompts is \(2, 32\)"),
        ({"clip_prompts": known | {"model": "no-such-clip"}}, "no model 'no-such-clip'"),
    ]:
        write_checkpoint(path, tensors, header | changed)
        with pytest.raises(CheckpointError, match=sentence):
            load_clip_prompts(path)
    write_checkpoint(path, {"sketch_tower.prompts": tensors["sketch_tower.prompts"]}, header)
    with pytest.raises(CheckpointError, match="does not fit this version"):
        load_clip_prompts(path)
