"""Grids: the order of the photos, their categories, the file."""

from pathlib import Path

import numpy as np
import torch
from PIL import Image

from sketchapp.training.generator.grid import COLUMNS, ROWS, grid_of, tile, write_picture
from tests.models.stylegan2.tiny_generators import TINY, TWO_KINDS, tiny_generator


def test_tiles_lie_row_by_row_and_the_rest_is_white() -> None:
    photos = torch.arange(5.0)[:, None, None, None].expand(5, 3, 2, 2) / 10
    picture = tile(photos, 3)
    assert picture.shape == (3, 4, 6)
    assert torch.allclose(picture[0, ::2, ::2], torch.tensor([[0, 0.1, 0.2], [0.3, 0.4, 1.0]]))


def test_a_grid_depends_on_the_seed_and_shows_a_category_a_row() -> None:
    generator = tiny_generator(TWO_KINDS)
    grid = grid_of(generator)
    assert grid.shape == (3, ROWS * 16, COLUMNS * 16)
    assert torch.equal(grid, grid_of(generator)) and not torch.equal(grid, grid_of(generator, 1))
    generator.mapping.embedding.weight.data[1] = generator.mapping.embedding.weight.data[0] * -1
    other = grid_of(generator)
    rows = [
        torch.equal(a, b) for a, b in zip(grid.chunk(ROWS, 1), other.chunk(ROWS, 1), strict=True)
    ]
    assert rows == [True, False, True, False]
    assert grid_of(tiny_generator(TINY)).shape == grid.shape


def test_a_picture_is_written_as_it_is(tmp_path: Path) -> None:
    picture = torch.rand(3, 4, 5, generator=torch.Generator().manual_seed(0))
    write_picture(tmp_path / "new" / "p.png", picture)
    pixels = np.array(Image.open(tmp_path / "new" / "p.png")) / 255
    assert np.abs(pixels - picture.permute(1, 2, 0).numpy()).max() <= 0.5 / 255 + 1e-6
