"""Networks that translate pictures, and their files."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import torch

from sketchapp.errors import CheckpointError
from sketchapp.models.translators.config import TranslatorConfig
from sketchapp.models.translators.layers import drop
from sketchapp.models.translators.translator import Translator, new_translator, read_translator
from tests.models.tiny import made_weights, random_images
from tests.models.translators.made_translators import RESNET, UNET, tiny_translator

BOTH = pytest.mark.parametrize("config", [UNET, RESNET], ids=["unet", "resnet"])


def seeded(seed: int) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


@pytest.mark.parametrize("structure", ["unet", "resnet"])
@pytest.mark.parametrize("size_px", [16, 64])
def test_a_picture_becomes_another_of_the_same_size(structure: str, size_px: int) -> None:
    config = replace(UNET, structure=structure, size_px=size_px)
    made = tiny_translator(config)(random_images(2, size_px), seeded(0))
    assert made.shape == (2, 3, size_px, size_px) and 0 <= made.min() < made.max() <= 1


@BOTH
def test_a_gradient_reaches_every_weight_and_the_picture(config: TranslatorConfig) -> None:
    network = new_translator(config, seeded(0)).train()
    images = random_images(4, 16).requires_grad_()
    target = random_images(4, 16, 1)
    (network(images, seeded(0)) - target).square().sum().backward()
    for name, parameter in network.named_parameters():
        assert parameter.grad is not None and parameter.grad.abs().max() > 0, name
    assert images.grad is not None and images.grad.abs().amax((1, 2, 3)).min() > 0


@BOTH
def test_no_picture_depends_on_those_beside_it(config: TranslatorConfig) -> None:
    network, images = tiny_translator(config), random_images(3, 16)
    together = network(images, seeded(4), alike=True)
    for number in range(3):
        alone = network(images[number : number + 1], seeded(4), alike=True)
        assert torch.allclose(together[number], alone[0], atol=1e-5)


def test_dropout_is_the_share_that_is_asked_for_and_keeps_the_mean() -> None:
    features = torch.ones(2, 8, 32, 32)
    kept = drop(features, 0.25, seeded(0), alike=False)
    assert set(kept.unique().tolist()) == {0.0, torch.tensor(1 / 0.75).item()}
    assert (kept == 0).float().mean().item() == pytest.approx(0.25, abs=0.02)
    assert not torch.equal(kept[0], kept[1])
    same = drop(features, 0.25, seeded(0), alike=True)
    assert torch.equal(same[0], same[1])
    assert drop(features, 0.0, seeded(0), alike=False) is features


@BOTH
def test_a_file_gives_the_network_back(config: TranslatorConfig, tmp_path: Path) -> None:
    network = tiny_translator(config)
    network.save(tmp_path / "t.safetensors", {"recipe": {}})
    again, images = read_translator(tmp_path / "t.safetensors"), random_images(1, 16)
    assert again.config == config and not any(p.requires_grad for p in again.parameters())
    made = network(images, seeded(0))
    assert torch.allclose(again(images, seeded(0)), made, atol=0.01)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"size_px": 48}, "powers of two from 16 to 256"),
        ({"size_px": 8}, "powers of two from 16 to 256"),
        ({"dropout": 1.0}, "dropout"),
        ({"structure": "mlp"}, "there are: unet, resnet"),
    ],
)
def test_what_cannot_be_built_is_refused(change: dict, message: str) -> None:
    with pytest.raises(CheckpointError, match=message):
        Translator(replace(UNET, **change))


def test_a_file_of_something_else_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match="train translator"):
        read_translator(made_weights(tmp_path / "w.safetensors"))
