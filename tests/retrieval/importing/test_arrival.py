import hashlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from sketchapp.errors import GalleryError
from sketchapp.retrieval.importing.arrival import disk_sentences, keep_stream
from tests.asynchronous import finished


async def pieces(*content: bytes) -> AsyncIterator[bytes]:
    for piece in content:
        yield piece


def test_a_stream_is_kept_counted_and_hashed(tmp_path: Path) -> None:
    counted: list[int] = []
    arrived = finished(keep_stream(tmp_path, pieces(b"ab", b"", b"c"), counted.append))
    assert arrived.path.read_bytes() == b"abc" and arrived.path.parent == tmp_path
    assert arrived.size_bytes == 3 and counted == [2, 0, 1]
    assert arrived.sha256 == hashlib.sha256(b"abc").hexdigest()


def test_a_file_that_may_not_come_leaves_nothing(tmp_path: Path) -> None:
    def count(size_bytes: int) -> None:
        raise GalleryError("no more")

    with pytest.raises(GalleryError, match="no more"):
        finished(keep_stream(tmp_path, pieces(b"ab"), count))
    assert not list(tmp_path.iterdir())


def test_what_the_disk_says_is_a_sentence_without_a_path(tmp_path: Path) -> None:
    with pytest.raises(GalleryError, match="No such file or directory") as refused:
        finished(keep_stream(tmp_path / "gone", pieces(b"ab"), lambda _: None))
    assert str(tmp_path) not in str(refused.value)
    with pytest.raises(GalleryError, match="No space left"), disk_sentences():
        raise OSError(28, "No space left on device", str(tmp_path))
