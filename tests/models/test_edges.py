import numpy as np
import pytest
import torch
from skimage.filters import sobel_h, sobel_v

from sketchapp.models.edges import BLACK_AT, edge_pictures
from tests.models.tiny import random_images


def test_a_plain_photo_has_no_edges() -> None:
    assert torch.equal(edge_pictures(torch.full((1, 3, 8, 8), 0.3)), torch.ones(1, 3, 8, 8))


def test_a_step_is_a_black_line_where_it_is() -> None:
    photo = torch.ones(1, 3, 16, 16)
    photo[..., 8:] = 0
    edges = edge_pictures(photo)[0]
    assert (edges[:, :, 7:9] == 0).all() and (edges[:, :, :5] == 1).all()
    assert torch.equal(edges, edge_pictures(photo.transpose(2, 3))[0].transpose(1, 2))


def test_slopes_are_those_of_sobels_filter() -> None:
    photo = 0.5 * random_images(1, 12)
    smooth = torch.nn.functional.avg_pool2d(photo, 3, 1)[0].numpy()  # (3, 10, 10)
    slopes = [np.hypot(sobel_h(plane), sobel_v(plane)) for plane in smooth]
    expected = 1 - np.clip(np.max(slopes, axis=0) / BLACK_AT, 0, 1)
    found = edge_pictures(photo)[0, 0, 1:-1, 1:-1].numpy()
    assert found[1:-1, 1:-1] == pytest.approx(expected[1:-1, 1:-1], abs=1e-6)
    assert found.min() < 0.99
