"""The kernel distance against its definition, and as a measure of generators."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

import pytest
import torch

from sketchapp.errors import DatasetError
from sketchapp.training.generator.kid import (
    KidMeter,
    feature_network,
    features_of,
    kernel_distance,
    samples_of,
)
from tests.models.stylegan2.tiny_generators import TWO_KINDS, tiny_generator
from tests.models.tiny import made_weights, random_images
from tests.training.generator.made_photos import made_photos


def features(count: int, seed: int, shift: float = 0.0) -> torch.Tensor:
    rng = torch.Generator().manual_seed(seed)
    return torch.rand(count, 6, generator=rng, dtype=torch.float64) + shift


def test_the_distance_is_the_unbiased_estimate_as_defined() -> None:
    x, y = features(4, 0), features(5, 1, 0.5)
    scale = x.square().mean().sqrt()

    def kernel(a: torch.Tensor, b: torch.Tensor) -> float:
        return float((a @ b / scale**2 / 6 + 1) ** 3)

    within = [
        sum(kernel(part[i], part[j]) for i, j in permutations(range(len(part)), 2))
        / (len(part) * (len(part) - 1))
        for part in (x, y)
    ]
    across = sum(kernel(a, b) for a in x for b in y) / 20
    assert kernel_distance(x, y) == pytest.approx(sum(within) - 2 * across)


def test_the_scale_of_the_features_does_not_matter() -> None:
    x, y = features(30, 0), features(30, 1, 0.3)
    assert kernel_distance(7 * x, 7 * y) == pytest.approx(kernel_distance(x, y))


def test_alike_is_near_zero_either_way_and_unlike_is_far() -> None:
    alike = [kernel_distance(features(60, s), features(60, 100 + s)) for s in range(20)]
    assert min(alike) < 0 < max(alike) and abs(sum(alike) / 20) < 0.02
    far = [kernel_distance(features(60, 0), features(60, 1, shift)) for shift in (0.2, 0.4)]
    assert max(alike) < far[0] < far[1]


@pytest.mark.parametrize(("real", "made"), [(1, 5), (5, 1), (0, 0)])
def test_too_few_photos_are_refused(real: int, made: int) -> None:
    with pytest.raises(DatasetError, match=f"{real} real and {made} made"):
        kernel_distance(features(real, 0), features(made, 1))


def test_photos_beyond_the_range_are_clamped_as_they_are_shown(tmp_path: Path) -> None:
    network = feature_network(made_weights(tmp_path / "w.safetensors"))
    photos = 3 * random_images(2, 16) - 1
    assert torch.equal(features_of(network, photos), features_of(network, photos.clamp(0, 1)))
    assert features_of(network, photos).shape == (2, 512)


def test_a_meter_measures_made_photos_by_seed(tmp_path: Path) -> None:
    weights, photos = made_weights(tmp_path / "w.safetensors"), made_photos(10, 16)
    meter = KidMeter.of(weights, photos, torch.device("cpu"))
    generator = tiny_generator(TWO_KINDS)
    assert meter.real.shape == (10, 512)
    first = meter.measure(generator, 8)
    assert first == meter.measure(generator, 8) != meter.measure(generator, 8, seed=1)
    made = torch.cat(list(samples_of(generator, photos, 40, seed=0)))
    assert made.shape == (40, 3, 16, 16) and made.min() >= 0 and made.max() <= 1
    expected = kernel_distance(meter.real, features_of(meter.network, made[:32].clone()))
    assert meter.measure(generator, 32) == pytest.approx(expected, rel=1e-3)
