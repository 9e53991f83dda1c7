"""A sketch is searched with as the photo that is made of it."""

from __future__ import annotations

import pytest
import torch

from sketchapp.models.photos import PhotoStyle
from sketchapp.models.sketch_to_photo.photo_generator import images_of
from sketchapp.models.sketch_to_photo.translating import TranslatingRetriever, framed
from tests.models.sketch_to_photo.made_networks import CHAIR, tiny_photo_generator
from tests.models.tiny import TINY_MATRIX, random_images, tiny_retriever
from tests.models.translators.made_translators import tiny_translating


@pytest.mark.parametrize("make", [tiny_photo_generator, tiny_translating])
def test_a_sketch_is_embedded_as_its_photo_at_all_rows(make) -> None:
    generator, base = make(), tiny_retriever(config=TINY_MATRIX)
    retriever = TranslatingRetriever(generator, base)
    photo = generator.generate(CHAIR, 0).photo[None]
    photo = framed(photo, generator.style.ink_share, base.photo_style)
    images = torch.cat(
        [images_of(CHAIR, generator.style), random_images(1, generator.style.size_px)]
    )
    reading = retriever.read_sketch(images)
    assert torch.allclose(reading.rows[:1], base.embed_photo(photo), atol=1e-4)
    assert not torch.allclose(reading.rows[0], reading.rows[1], atol=1e-3)
    assert reading.level.tolist() == [len(base.row_counts) - 1] * 2
    assert retriever.rows == base.rows and retriever.id not in (base.id, generator.id)
    assert torch.equal(retriever.embed_photo(photo), base.embed_photo(photo))


def test_every_photo_of_a_batch_has_its_own_category() -> None:
    generator = tiny_photo_generator()
    code = generator.encode(random_images(2, 32))
    code.category_logits[:] = torch.tensor([[1.0, 0.0], [0.0, 1.0]])
    both = generator.decode_guessed(code, 3)
    for number, name in enumerate(generator.categories):
        alone = generator.decode_code(code, 3, name)
        assert torch.allclose(both[number], alone[number], atol=1e-5)


@pytest.mark.parametrize("size_px", [16, 64])
def test_the_object_takes_the_share_that_is_wanted(size_px: int) -> None:
    photo = torch.ones(1, 3, 32, 32)
    photo[:, :, 8:24, 8:24] = 0.0  # half of it
    shown = framed(photo, 0.5, PhotoStyle(size_px, 0.75))
    assert shown.shape == (1, 3, size_px, size_px)
    dark = (shown[0, 0, size_px // 2] < 0.5).float().mean().item()
    assert dark == pytest.approx(0.75, abs=0.07)
    assert torch.allclose(framed(photo, 0.5, PhotoStyle(32, None)), photo, atol=1e-5)
