"""From a sketch and a seed to a photo."""

from __future__ import annotations

import pytest
import torch

from sketchapp.errors import CheckpointError
from sketchapp.models.sketch_to_photo.photo_generator import (
    MOST_VARIANTS,
    StylePhotoGenerator,
    images_of,
)
from sketchapp.sketch import Sketch
from sketchapp.sketch.emphasis import Emphasis
from tests import degenerate
from tests.models.sketch_to_photo.made_networks import CHAIR, tiny_network, tiny_photo_generator


def test_one_seed_gives_one_photo_another_seed_another_style() -> None:
    generator = tiny_photo_generator()
    first, again, other = (generator.generate(CHAIR, seed, "chair") for seed in (1, 1, 2))
    assert first.photo.shape == (3, 16, 16) and 0 <= first.photo.min() <= first.photo.max() <= 1
    assert torch.equal(first.photo, again.photo) and (first.photo - other.photo).abs().max() > 1e-3
    assert first.rows is not None and other.rows is not None
    assert torch.equal(first.rows[:3], other.rows[:3]) and first.rows.shape == (6, 12)
    assert not torch.equal(first.rows[3:], other.rows[3:])


def test_variants_are_the_photos_of_their_seeds() -> None:
    generator = tiny_photo_generator()
    made = generator.variants(CHAIR, [5, 3], "shoe")
    assert [(one.seed, one.category) for one in made] == [(5, "shoe"), (3, "shoe")]
    alone = generator.generate(CHAIR, 3, "shoe").photo
    assert torch.allclose(made[1].photo, alone, atol=1e-6)


def test_without_a_category_the_likeliest_is_made() -> None:
    generator = tiny_photo_generator()
    logits = generator.encode(images_of(CHAIR, generator.style)).category_logits[0]
    made = generator.generate(CHAIR, 0)
    assert made.category == generator.categories[int(logits.argmax())]
    assert torch.equal(made.photo, generator.generate(CHAIR, 0, made.category).photo)


def test_a_generator_of_one_kind_takes_no_category() -> None:
    generator = StylePhotoGenerator(tiny_network(kinds=False))
    assert generator.generate(CHAIR, 0).category == ""
    with pytest.raises(CheckpointError, match="give no category"):
        generator.generate(CHAIR, 0, "chair")


def test_an_emphasis_reaches_the_photo() -> None:
    generator = tiny_photo_generator()
    strong = generator.generate(CHAIR, 0, "chair", Emphasis(frozenset({1}), 2.5))
    assert (strong.photo - generator.generate(CHAIR, 0, "chair").photo).abs().max() > 1e-5


@pytest.mark.parametrize("name", sorted(degenerate.DEGENERATE))
def test_degenerate_sketches_have_photos(name: str) -> None:
    made = tiny_photo_generator().generate(degenerate.DEGENERATE[name], 0)
    assert torch.isfinite(made.photo).all()


def test_blank_paper_has_a_photo() -> None:
    assert tiny_photo_generator().generate(Sketch(), 0).photo.shape == (3, 16, 16)


def test_what_is_not_possible_is_refused() -> None:
    generator = tiny_photo_generator()
    with pytest.raises(CheckpointError, match="there are: chair, shoe"):
        generator.generate(CHAIR, 0, "lamp")
    for seed in (-1, 2**31):
        with pytest.raises(CheckpointError, match="0 to 2147483647"):
            generator.generate(CHAIR, seed)
    for seeds in ([], range(MOST_VARIANTS + 1)):
        with pytest.raises(CheckpointError, match=f"1 to {MOST_VARIANTS}"):
            generator.variants(CHAIR, seeds)


def test_the_cost_is_measured() -> None:
    cost = tiny_photo_generator().cost()
    assert cost.parameters > 700_000 and 0 < cost.seconds < 10
