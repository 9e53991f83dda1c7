from pathlib import Path

import pytest

from sketchapp.errors import GalleryError
from sketchapp.retrieval.records import (
    RECORD,
    GalleryRecord,
    Skipped,
    read_record,
    write_durably,
    write_record,
)

RECORDED = GalleryRecord(
    id="0" * 32,
    name="Stühle\u2003☂",
    owner="f" * 64,
    created="2020-01-01T00:00:00+00:00",
    n_photos=3,
    categories={"chair": 2, "lamp": 1},
    bytes=77,
    skipped_count=1,
    skipped=(Skipped("a.txt", "is no photo"),),
    limits={"max_photos": 5},
)


def test_a_record_comes_back_as_it_was(tmp_path: Path) -> None:
    write_record(tmp_path, RECORDED)
    assert read_record(tmp_path) == RECORDED
    assert [path.name for path in tmp_path.iterdir()] == [RECORD]


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "3", '{"id": "x"}', '{"id": "x", "name": "y", "z": 1}', "\x00"]
)
def test_a_damaged_record_is_refused_in_a_sentence(tmp_path: Path, text: str) -> None:
    (tmp_path / RECORD).write_text(text)
    with pytest.raises(GalleryError, match=r"no readable gallery\.json .* build it again"):
        read_record(tmp_path)


def test_a_failed_write_leaves_the_old_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "text"
    write_durably(path, "old")

    def fail(_: int) -> None:
        raise OSError("no room")

    monkeypatch.setattr("os.fsync", fail)
    with pytest.raises(OSError, match="no room"):
        write_durably(path, "new")
    assert path.read_text() == "old"
