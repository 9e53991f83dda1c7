from pathlib import Path

import numpy as np

from sketchapp.retrieval.kept_rows import KeptRows
from tests.models.tiny import tiny_retriever

DIGESTS = [bytes([i]) * 32 for i in range(6)]


def rows_of(*numbers: int) -> np.ndarray:
    """Rows (n, 1, 8), each filled with its number."""
    return np.array(numbers, np.float32)[:, None, None] * np.ones((1, 1, 8), np.float32)


def store(folder: Path) -> KeptRows:
    return KeptRows(folder / "embeddings", tiny_retriever())


def test_rows_come_back_in_the_order_asked_for(tmp_path: Path) -> None:
    kept = store(tmp_path)
    assert kept.digests() == set() and kept.collect(DIGESTS[:1]) is None
    kept.keep(DIGESTS[:2], rows_of(0, 1))
    kept.keep(DIGESTS[2:4], rows_of(2, 3))
    assert kept.digests() == set(DIGESTS[:4])
    order = [3, 0, 3, 2]
    collected = kept.collect([DIGESTS[i] for i in order])
    assert collected is not None and np.array_equal(collected, rows_of(*order))
    assert kept.collect(DIGESTS[3:5]) is None


def test_joined_rows_replace_their_parts_only(tmp_path: Path) -> None:
    kept = store(tmp_path)
    kept.keep(DIGESTS[:2], rows_of(0, 1))
    kept.keep(DIGESTS[4:], rows_of(4, 5))
    kept.join("untrained-" + "0" * 16, DIGESTS[:3], rows_of(0, 1, 2))
    assert len(list(kept.folder.iterdir())) == 2
    collected = kept.collect(DIGESTS[:3] + DIGESTS[4:])
    assert collected is not None and np.array_equal(collected, rows_of(0, 1, 2, 4, 5))


def test_other_weights_see_nothing_of_it(tmp_path: Path) -> None:
    kept, other = store(tmp_path), tiny_retriever()
    other.id = "other"
    kept.keep(DIGESTS[:2], rows_of(0, 1))
    assert KeptRows(kept.folder, other).digests() == set()


def test_a_damaged_part_counts_as_missing(tmp_path: Path) -> None:
    kept = store(tmp_path)
    kept.keep(DIGESTS[:1], rows_of(0))
    (part,) = kept.folder.iterdir()
    part.write_bytes(part.read_bytes()[:-3])
    assert kept.digests() == set() and kept.collect(DIGESTS[:1]) is None
