"""Embeddings that hold a picture and its mirror image side by side."""

from dataclasses import replace

import pytest
import torch

from sketchapp.models.retriever import MatrixRetriever
from tests.models.tiny import TINY_MATRIX, random_images, tiny_retriever

MIRRORED = replace(TINY_MATRIX, mirrored=True, edges=True)


@pytest.fixture
def pair() -> tuple[MatrixRetriever, MatrixRetriever]:
    """The same weights, with and without the mirror image."""
    return tiny_retriever(config=MIRRORED), tiny_retriever(config=replace(MIRRORED, mirrored=False))


def test_similarity_is_the_mean_of_both_sides(
    pair: tuple[MatrixRetriever, MatrixRetriever],
) -> None:
    mirrored, plain = pair
    sketches, photos = random_images(3), random_images(4, seed=1)
    with torch.inference_mode():
        rows, seen = mirrored.embed_sketch(sketches), mirrored.embed_photo(photos)
        found = torch.einsum("akd,bkd->abk", rows, seen)
        sides = [
            torch.einsum("akd,bkd->abk", plain.embed_sketch(drawn), plain.embed_photo(shown))
            for drawn, shown in ((sketches, photos), (sketches.flip(3), photos.flip(3)))
        ]
    assert rows.shape == (3, mirrored.rows, mirrored.width) == (3, 3, 16)
    assert torch.allclose(rows.norm(dim=2), torch.ones(3, 3), atol=1e-6)
    assert torch.allclose(found, (sides[0] + sides[1]) / 2, atol=1e-5)
    assert not torch.allclose(sides[0], sides[1], atol=1e-3)


def test_a_mirrored_sketch_has_the_same_level(
    pair: tuple[MatrixRetriever, MatrixRetriever],
) -> None:
    images = random_images(3)
    with torch.inference_mode():
        logits, flipped = (pair[0].read_sketch(x).level_logits for x in (images, images.flip(3)))
    assert torch.allclose(logits, flipped, atol=1e-5)


def test_training_passes_each_picture_once(pair: tuple[MatrixRetriever, MatrixRetriever]) -> None:
    with torch.inference_mode():
        both = pair[0](random_images(2), random_images(3, seed=1))
        reading, photos = both.sketches, both.photos
    assert reading.rows.shape == (2, 3, 8) and photos.shape == (3, 3, 8)
