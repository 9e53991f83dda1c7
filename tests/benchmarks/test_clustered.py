"""Made-up embeddings are unit, repeatable, and lie in groups."""

import numpy as np

from benchmarks.clustered import CHUNK, chunks, sketches_of


def test_chunks_are_unit_and_repeatable() -> None:
    sizes = [len(chunk) for chunk in chunks(0, CHUNK + 3, 2, 4)]
    assert sizes == [CHUNK, 3]
    first, again, other = (next(chunks(seed, 50, 3, 8)) for seed in (0, 0, 1))
    assert first.shape == (50, 3, 8) and first.dtype == np.float32
    assert np.allclose(np.linalg.norm(first, axis=2), 1, atol=1e-5)
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_photos_lie_in_groups_and_rows_agree() -> None:
    photos = next(chunks(0, 4000, 6, 64))
    coarse, fine = (
        photos[:, part].reshape(4000, -1) @ photos[:50, part].reshape(50, -1).T / 3
        for part in (slice(0, 3), slice(3, 6))
    )
    off = ~np.eye(4000, 50, dtype=bool)
    even = 1 / np.sqrt(3 * 64)  # spread of the mean of three cosines of even directions
    assert coarse[off].max() > 0.5  # an even spread would give 5 or 6 times 0.07
    assert coarse[off].std() > 1.3 * even
    assert np.corrcoef(coarse[off], fine[off])[0, 1] > 0.5


def test_sketches_resemble_their_photos() -> None:
    photos = next(chunks(0, 500, 9, 64))
    sketches = sketches_of(np.random.default_rng(0), photos)
    cosine = np.einsum("qkd,qkd->qk", sketches, photos)
    assert np.allclose(np.linalg.norm(sketches, axis=2), 1, atol=1e-5)
    assert 0.55 < cosine.mean() < 0.67
    # half of the noise is shared: rows of a sketch err together
    assert np.corrcoef(cosine[:, 0], cosine[:, 5])[0, 1] > 0.2
