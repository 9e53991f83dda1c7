from dataclasses import replace

import pytest
import torch
from torch import Tensor

from sketchapp.models.filling import SHARE, filled
from tests.models.tiny import TINY_MATRIX, random_images, tiny_retriever

SIDE = 160


def box(width: int, height: int, left: int = 20, top: int = 30) -> Tensor:
    """A picture of a black rectangle on white."""
    picture = torch.ones(1, 3, SIDE, SIDE)
    picture[:, :, top : top + height, left : left + width] = 0
    return picture


def extent(picture: Tensor) -> tuple[float, float]:
    """Width and height of what is dark, in pixels."""
    dark = picture[0, 0] < 0.5
    return float(dark.any(0).sum()), float(dark.any(1).sum())


@pytest.mark.parametrize(("width", "height"), [(100, 60), (60, 100), (80, 80), (20, 24)])
def test_an_object_fills_a_square_in_the_middle(width: int, height: int) -> None:
    picture = filled(box(width, height), 1.0)
    assert extent(picture) == pytest.approx((SHARE * SIDE, SHARE * SIDE), abs=2)
    assert torch.allclose(picture, picture.flip(3), atol=1e-3)
    assert torch.allclose(picture, picture.flip(2), atol=1e-3)


def test_half_of_the_difference_can_stay() -> None:
    width, height = extent(filled(box(120, 60), 0.5))
    assert width == pytest.approx(SHARE * SIDE, abs=2)
    assert width / height == pytest.approx(2**0.5, abs=0.05)


def test_nothing_is_stretched_by_more_than_two() -> None:
    width, height = extent(filled(box(120, 12), 1.0))
    assert width / height == pytest.approx(5, abs=0.3)


def test_an_empty_picture_stays_empty() -> None:
    assert torch.allclose(filled(torch.ones(2, 3, SIDE, SIDE), 1.0), torch.ones(1))


def test_each_picture_of_a_batch_has_its_own_stretch() -> None:
    wide, tall = box(100, 60), box(60, 100)
    both = filled(torch.cat([wide, tall]), 1.0)
    assert torch.allclose(both, torch.cat([filled(wide, 1.0), filled(tall, 1.0)]), atol=1e-6)


def test_the_gradient_comes_back_to_the_pixels_of_the_object() -> None:
    picture = box(60, 30).requires_grad_()
    weight = torch.rand(1, 3, SIDE, SIDE, generator=torch.Generator().manual_seed(0))
    (filled(picture, 1.0) * weight).sum().backward()
    gradient = picture.grad
    assert gradient is not None
    step = torch.zeros_like(picture)
    step[0, 1, 40, 50] = 1e-2  # inside, so that the object lies where it lay
    moved = ((filled(picture + step, 1.0) - filled(picture, 1.0)) * weight).sum() / 1e-2
    assert moved.item() == pytest.approx(gradient[0, 1, 40, 50].item(), rel=1e-2)
    assert gradient[0, 1, 40, 50] > 1  # one pixel is seen by several


def test_a_retriever_looks_at_filled_pictures() -> None:
    config = replace(TINY_MATRIX, fill=1.0)
    network, plain = tiny_retriever(config=config), tiny_retriever(config=TINY_MATRIX)
    sketches, photos = random_images(2), random_images(3, seed=1)
    sketches[:, :, :12], photos[:, :, :, 20:] = 1, 1
    with torch.inference_mode():
        rows, seen = network.embed_sketch(sketches), network.embed_photo(photos)
        assert torch.allclose(rows, plain.embed_sketch(filled(sketches, 1.0)), atol=1e-6)
        assert torch.allclose(seen, plain.embed_photo(filled(photos, 1.0)), atol=1e-6)
        assert not torch.allclose(rows, plain.embed_sketch(sketches), atol=1e-3)
        together = network(sketches, photos)
    assert torch.allclose(together.sketches.rows, rows, atol=1e-5)
    assert torch.allclose(together.photos, seen, atol=1e-5)
