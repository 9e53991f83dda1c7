"""A translator makes photos of sketches as any photo generator does."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import torch

from sketchapp.errors import CheckpointError
from sketchapp.models.checkpoint import file_hash
from sketchapp.models.sketch_to_photo.photo_generator import (
    MOST_VARIANTS,
    PictureGenerator,
    images_of,
)
from sketchapp.models.translators.photo_generator import load_translator
from sketchapp.sketch import Sketch
from sketchapp.sketch.emphasis import Emphasis
from tests import degenerate
from tests.models.sketch_to_photo.made_networks import CHAIR, tiny_photo_generator
from tests.models.translators.made_translators import (
    RESNET,
    UNET,
    saved_translator,
    tiny_translating,
)


def test_a_seed_fixes_the_photo_and_another_changes_it() -> None:
    generator = tiny_translating()
    first, again, other = (generator.generate(CHAIR, seed) for seed in (1, 1, 2))
    assert first.photo.shape == (3, 16, 16) and 0 <= first.photo.min() <= first.photo.max() <= 1
    assert first.rows is None and first.category == ""
    assert torch.equal(first.photo, again.photo) and (first.photo - other.photo).abs().max() > 1e-3
    made = generator.variants(CHAIR, [2, 1])
    assert torch.equal(made[0].photo, other.photo) and torch.equal(made[1].photo, first.photo)


def test_without_noise_all_seeds_give_one_photo() -> None:
    for config in (RESNET, replace(UNET, dropout=0.0)):
        one, other = tiny_translating(config).variants(CHAIR, [1, 2])
        assert torch.equal(one.photo, other.photo)


@pytest.mark.parametrize("make", [tiny_translating, tiny_photo_generator])
def test_pictures_become_the_photos_of_their_sketches(make) -> None:
    generator: PictureGenerator = make()
    sketches = [CHAIR, Sketch.from_polylines([[[0.1, 0.2], [0.8, 0.7]]])]
    images = torch.cat([images_of(sketch, generator.style) for sketch in sketches])
    with torch.no_grad():
        photos = generator.photos_of(images, 3)
    for photo, sketch in zip(photos, sketches, strict=True):
        assert torch.allclose(photo, generator.generate(sketch, 3).photo, atol=1e-4)
    assert (photos[0] - photos[1]).abs().max() > 1e-3


def test_an_emphasis_reaches_the_photo() -> None:
    generator = tiny_translating()
    strong = generator.generate(CHAIR, 0, None, Emphasis(frozenset({1}), 2.5))
    assert (strong.photo - generator.generate(CHAIR, 0).photo).abs().max() > 1e-4


@pytest.mark.parametrize("name", sorted(degenerate.DEGENERATE))
def test_degenerate_sketches_have_photos(name: str) -> None:
    sketch = degenerate.DEGENERATE[name]
    for config in (UNET, RESNET):
        assert torch.isfinite(tiny_translating(config).generate(sketch, 0).photo).all()


def test_what_is_not_possible_is_refused() -> None:
    generator = tiny_translating()
    with pytest.raises(CheckpointError, match="give no category"):
        generator.generate(CHAIR, 0, "chair")
    with pytest.raises(CheckpointError, match="0 to 2147483647"):
        generator.generate(CHAIR, -1)
    with pytest.raises(CheckpointError, match=f"1 to {MOST_VARIANTS}"):
        generator.variants(CHAIR, [])


def test_a_file_gives_the_generator_with_its_hash_and_cost(tmp_path: Path) -> None:
    path = saved_translator(tmp_path / "t.safetensors")
    generator = load_translator(path)
    assert generator.id == file_hash(path) and generator.categories == ()
    cost = generator.cost()
    assert cost.parameters == sum(p.numel() for p in generator.network.parameters())
    assert 0 < cost.seconds < 10
