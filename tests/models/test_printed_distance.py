from __future__ import annotations

from dataclasses import replace

import pytest
import torch

from sketchapp.models.printed_distance import masked_distance
from tests.models.tiny import TINY_MATRIX, random_images, tiny_retriever

MASK = torch.tensor([[1.0, 0, 0], [1, 1, 0], [1, 1, 1]])


def test_it_is_the_euclidean_distance_of_the_selected_rows() -> None:
    generator = torch.Generator().manual_seed(0)
    sketches, photos = (torch.randn(n, 3, 5, generator=generator).double() for n in (3, 4))
    expected = torch.stack(
        [
            torch.cdist(
                (sketch * mask[:, None]).reshape(1, -1), (photos * mask[:, None]).flatten(1)
            )
            for sketch, mask in zip(sketches, MASK.double(), strict=True)
        ]
    )[:, 0]
    assert torch.allclose(masked_distance(sketches, photos, MASK.double()), expected)


def test_it_has_a_gradient_where_a_sketch_lies_on_its_photo() -> None:
    rows = torch.ones(1, 3, 5, requires_grad=True)
    masked_distance(rows, rows.detach(), MASK[2:]).sum().backward()
    assert rows.grad is not None and torch.isfinite(rows.grad).all()


@pytest.mark.parametrize("mirrored", [False, True])
def test_products_of_a_network_s_rows_rank_photos_by_it(mirrored: bool) -> None:
    config = replace(TINY_MATRIX, printed=True, mirrored=mirrored)
    network = tiny_retriever(config=config)
    with torch.no_grad():
        rows = network.embed_sketch(random_images(3, 32))
        photos = network.embed_photo(random_images(4, 32, seed=1))
    assert rows.shape == (3, network.rows, network.width)
    plain = network.width - 2
    assert not torch.allclose(rows[:, :, :plain].norm(dim=2), torch.tensor(1.0), atol=0.01)
    products = torch.einsum("akd,bkd->ab", rows * MASK[:, :, None], photos)
    distance = masked_distance(rows[:, :, :plain], photos[:, :, :plain], MASK)
    assert torch.allclose(products, -distance.square() / 2, rtol=1e-3, atol=1e-4)
    assert torch.equal(products.argsort(dim=1), (-distance).argsort(dim=1))
