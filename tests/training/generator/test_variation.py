"""Differences of photos that are drawn so that the answer is known."""

import pytest
import torch

from sketchapp.training.generator.variation import (
    differences,
    edges,
    silhouettes,
    variation,
)


def box(
    left: int, right: int, colour: tuple[float, float, float] = (0.2, 0.4, 0.6)
) -> torch.Tensor:
    photo = torch.ones(1, 3, 16, 16)
    photo[0, :, 4:12, left:right] = torch.tensor(colour)[:, None, None]
    return photo


def test_silhouette_is_what_is_not_white_in_any_channel() -> None:
    assert silhouettes(box(2, 6))[0].sum() == 32
    assert silhouettes(box(2, 6, (1.0, 1.0, 0.5)))[0].sum() == 32
    assert not silhouettes(box(2, 6, (0.95, 1.0, 1.0))).any()


def test_a_moved_box_differs_in_shape_and_not_in_colour() -> None:
    shape, structure, colour = differences(box(2, 6), box(4, 8))[0].tolist()
    assert shape == pytest.approx(1 - 2 / 6)
    assert structure > 0.3 and colour == pytest.approx(0, abs=1e-6)


def test_a_recoloured_box_differs_in_colour_and_not_in_shape() -> None:
    shape, structure, colour = differences(box(2, 6), box(2, 6, (0.6, 0.4, 0.2)))[0].tolist()
    assert shape == 0 and structure == pytest.approx(0, abs=1e-6)
    assert colour == pytest.approx((2 * 0.4**2 / 3) ** 0.5)


def test_a_detail_inside_differs_in_structure_only() -> None:
    detailed = box(2, 10)
    detailed[0, :, 6:9, 4:7] += 0.1
    detailed[0, :, 9:12, 4:7] -= 0.1
    shape, structure, colour = differences(box(2, 10), detailed)[0].tolist()
    assert shape == 0 and structure > 0.05 and colour == pytest.approx(0, abs=1e-6)


def test_blank_photos_do_not_differ() -> None:
    blank = torch.ones(2, 3, 8, 8)
    assert torch.equal(differences(blank, blank), torch.zeros(2, 3))
    assert edges(blank).shape == (2, 7, 7)
    assert differences(blank[:1], box(2, 6)[..., :8, :8])[0, 0] == 1


def test_variation_is_the_mean_over_all_pairs() -> None:
    versions = torch.stack([box(2, 6), box(2, 6), box(6, 10)])
    assert variation(versions).shape == pytest.approx(2 / 3, abs=1e-4)
    assert variation(versions[:2]) == variation(versions[:2] * 1.0)
