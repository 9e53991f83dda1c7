import copy

import pytest
import torch
from torch import Tensor, nn

from sketchapp.models.backbones import Backbone, build_backbone, load_pretrained
from sketchapp.models.folding import fold_batch_norms
from tests.models.tiny import random_images


def features_and_gradient(backbone: Backbone, images: Tensor) -> tuple[Tensor, Tensor]:
    images = images.clone().requires_grad_()
    features = backbone(images)
    features.square().mean().backward()
    assert images.grad is not None
    return features.detach(), images.grad


@pytest.mark.parametrize("name", ["efficientnet_lite0", "efficientnet_lite0_whole"])
def test_folded_networks_answer_alike(name: str) -> None:
    plain = load_pretrained(build_backbone(name), name, "imagenet").eval().requires_grad_(False)
    folded = copy.deepcopy(plain)
    fold_batch_norms(folded)
    assert not any(isinstance(layer, nn.BatchNorm2d) for layer in folded.modules())
    images = random_images(2, 96)
    (features, gradient), (alike, its_gradient) = (
        features_and_gradient(network, images) for network in (plain, folded)
    )
    assert torch.allclose(features, alike, atol=1e-4)
    assert (gradient - its_gradient).norm() < 0.03 * gradient.norm()  # some units sit at a kink


def test_other_networks_are_left_alone() -> None:
    network = build_backbone("resnet18").eval()
    before = set(network.state_dict())
    fold_batch_norms(network)
    assert set(network.state_dict()) == before
