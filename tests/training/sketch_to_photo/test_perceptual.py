"""The perceptual distance and the style encoder."""

from __future__ import annotations

import pytest
import torch

from sketchapp.models.backbones import build_backbone
from sketchapp.training.sketch_to_photo.perceptual import TAPS, Perceptual
from sketchapp.training.sketch_to_photo.style_encoder import (
    divergence,
    drawn_style,
    new_style_encoder,
)
from tests.models.stylegan2.tiny_generators import TINY
from tests.models.tiny import random_images
from tests.training.sketch_to_photo.made_runs import made_perceptual


def test_a_photo_is_at_no_distance_from_itself_and_at_some_from_others() -> None:
    perceptual, photos = made_perceptual(), random_images(3, 32)
    assert perceptual.distance(photos, photos).tolist() == [0, 0, 0]
    near, far = photos * 0.98, 1 - photos
    assert (perceptual.distance(photos, near) < perceptual.distance(photos, far)).all()
    both = perceptual.distance(photos, far)
    alone = torch.cat([perceptual.distance(photos[i : i + 1], far[i : i + 1]) for i in range(3)])
    assert torch.allclose(both, alone, atol=1e-5) and both.max() <= 2 * len(TAPS)


def test_the_distance_has_a_gradient() -> None:
    photos = random_images(1, 64).requires_grad_()
    made_perceptual().distance(photos, random_images(1, 64, seed=1)).sum().backward()
    assert photos.grad is not None and photos.grad.abs().max() > 0


def test_a_network_without_layers_in_turn_is_refused() -> None:
    with pytest.raises(TypeError, match="no layers in turn"):
        Perceptual(build_backbone("efficientnet_lite0"))


def test_styles_are_drawn_around_what_a_photo_says() -> None:
    mean, log_variance = torch.full((400, 3), 2.0), torch.full((400, 3), -2.0)
    z = drawn_style(mean, log_variance, torch.Generator().manual_seed(0))
    assert z.mean() == pytest.approx(2.0, abs=0.05)
    assert z.var() == pytest.approx(2.718**-2, rel=0.1)
    assert divergence(torch.zeros(2, 3), torch.zeros(2, 3)) == 0
    expected = torch.distributions.kl_divergence(
        torch.distributions.Normal(2.0, torch.tensor(-1.0).exp()), torch.distributions.Normal(0, 1)
    )
    assert divergence(mean, log_variance) == pytest.approx(float(expected), rel=1e-4)


def test_a_style_encoder_tells_photos_apart() -> None:
    encoder = new_style_encoder(TINY, torch.Generator().manual_seed(0))
    mean, log_variance = encoder(random_images(2, 16))
    assert mean.shape == log_variance.shape == (2, 12) and not torch.equal(mean[0], mean[1])
