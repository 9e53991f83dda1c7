"""Random rows, of which kind and category."""

import pytest
import torch

from sketchapp.errors import CheckpointError
from sketchapp.training.generator.padding import check_padding, random_codes
from tests.models.stylegan2.tiny_generators import TINY, TWO_KINDS, tiny_generator


def rng() -> torch.Generator:
    return torch.Generator().manual_seed(0)


def test_mapped_rows_are_what_the_mapping_gives() -> None:
    generator = tiny_generator()
    z = torch.randn(3 * TINY.rows, TINY.width, generator=rng())
    expected = generator.map(z).view(3, TINY.rows, TINY.width)
    codes = random_codes(generator, 3, "mapped", None, rng())
    assert torch.equal(codes, expected) and not codes.requires_grad
    assert not torch.allclose(codes[0, 0], codes[0, 1])


def test_gaussian_rows_are_the_plain_draw() -> None:
    codes = random_codes(tiny_generator(), 300, "gaussian", None, rng())
    assert codes.mean().abs() < 0.02 and codes.std().item() == pytest.approx(1, abs=0.02)


def test_categories_go_with_their_photo_or_are_drawn() -> None:
    generator = tiny_generator(TWO_KINDS)
    given = random_codes(generator, 2, "mapped", torch.tensor([0, 1]), rng())
    z = torch.randn(2 * TINY.rows, TINY.width, generator=rng())
    kinds = torch.tensor([0] * TINY.rows + [1] * TINY.rows)
    assert torch.equal(given.flatten(0, 1), generator.map(z, kinds))
    assert random_codes(generator, 5, "mapped", None, rng()).shape == (5, TINY.rows, TINY.width)


def test_an_unknown_padding_lists_the_names() -> None:
    assert check_padding("gaussian") == "gaussian"
    with pytest.raises(CheckpointError, match="there are: mapped, gaussian"):
        check_padding("zeros")
