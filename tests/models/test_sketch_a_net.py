import pytest
import torch
from torch import nn

from sketchapp.models.sketch_a_net import SMALLEST_PX, AtLeast, sketch_a_net
from tests.models.tiny import random_images


def test_the_map_of_the_published_size_is_seven_by_seven() -> None:
    with torch.inference_mode():
        assert sketch_a_net()(random_images(1, 225)).shape == (1, 256, 7, 7)


def test_its_filters_are_the_published_ones() -> None:
    filters = [
        (layer.out_channels, layer.kernel_size[0], layer.stride[0])
        for layer in sketch_a_net()
        if isinstance(layer, nn.Conv2d)
    ]
    assert filters == [(64, 15, 3), (128, 5, 1), (256, 3, 1), (256, 3, 1), (256, 3, 1)]


@pytest.mark.parametrize("size_px", [8, SMALLEST_PX - 1, SMALLEST_PX])
def test_small_pictures_are_enlarged(size_px: int) -> None:
    with torch.inference_mode():
        assert sketch_a_net()(random_images(1, size_px)).shape == (1, 256, 1, 1)


def test_without_enlarging_they_would_be_too_small() -> None:
    with pytest.raises(RuntimeError, match="too small"):
        sketch_a_net()[1:](random_images(1, SMALLEST_PX - 1))


def test_large_pictures_stay_as_they_are() -> None:
    image = random_images(1, 20)
    assert AtLeast(20)(image) is image
    assert AtLeast(21)(image).shape == (1, 3, 21, 21)
