import os
from pathlib import Path

import pytest

from sketchapp.errors import GalleryError
from sketchapp.retrieval.importing.limits import ImportLimits
from sketchapp.retrieval.importing.sources import (
    FilesSource,
    FolderSource,
    without_common_folder,
)
from tests.retrieval.importing.made import make_files, uploaded

LIMITS = ImportLimits(max_photo_bytes=10)


def test_a_folder_gives_every_file_with_its_first_folder_as_category(tmp_path: Path) -> None:
    names = ("z.png", "shoes/a.png", "shoes/red/b.png", "bags/c.png", ".DS_Store", "bags/Thumbs.db")
    source = FolderSource(make_files(tmp_path / "in", {name: name.encode()[:9] for name in names}))
    found = source.candidates(LIMITS)
    assert {one.name: one.category for one in found} == {
        "z.png": "photos",
        "bags/c.png": "bags",
        "shoes/a.png": "shoes",
        "shoes/red/b.png": "shoes",
    }
    assert [one.name for one in found] == [one.name for one in source.candidates(LIMITS)]
    assert found[0].read() == b"z.png" and not found[0].refusal


def test_links_and_strange_files_are_listed_and_not_read(tmp_path: Path) -> None:
    outside = make_files(tmp_path / "out", {"secret.png": b"secret"})
    folder = make_files(tmp_path / "in", {"big.png": b"x" * 11, "empty.png": b"", "ok.png": b"x"})
    (folder / "link.png").symlink_to(outside / "secret.png")
    (folder / "linked").symlink_to(outside, target_is_directory=True)
    (folder / "broken.png").symlink_to(tmp_path / "none")
    os.mkfifo(folder / "pipe.png")
    refusals = {one.name: one.refusal for one in FolderSource(folder).candidates(LIMITS)}
    for name in ("link.png", "linked", "broken.png"):
        assert refusals.pop(name) == "is a link; links are not followed"
    assert refusals.pop("pipe.png") == "is no ordinary file"
    assert refusals.pop("ok.png") == ""
    assert refusals.pop("empty.png") == "is empty"
    assert "are allowed" in refusals.pop("big.png")
    assert not refusals


def test_a_key_changes_with_the_file(tmp_path: Path) -> None:
    folder = make_files(tmp_path / "in", {"a.png": b"1"})

    def key() -> str:
        return FolderSource(folder).candidates(LIMITS)[0].key

    before = key()
    assert key() == before
    os.utime(folder / "a.png", ns=(1, 1))
    touched = key()
    assert touched != before
    (folder / "a.png").write_bytes(b"12")
    os.utime(folder / "a.png", ns=(1, 1))
    assert key() != touched


def test_a_folder_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(GalleryError, match="is no folder"):
        FolderSource(tmp_path / "none").check(LIMITS)


def uploads(folder: Path, *names: str) -> FilesSource:
    files = enumerate(names)
    return FilesSource([uploaded(folder / f"upload{i}", name, b"x") for i, name in files])


def test_uploads_are_called_as_in_the_browser(tmp_path: Path) -> None:
    found = uploads(tmp_path, "b.png", "lamps\\a.png", "x/.hidden").candidates(LIMITS)
    assert {one.name: one.category for one in found} == {"b.png": "photos", "lamps/a.png": "lamps"}
    assert found[0].read() == b"x"
    with pytest.raises(GalleryError, match="no files were given"):
        FilesSource([]).check(LIMITS)


def test_the_same_upload_again_has_the_same_fingerprint(tmp_path: Path) -> None:
    first, again = (uploads(tmp_path, *names).fingerprint() for names in (("a", "b"), ("b", "a")))
    assert first == again != uploads(tmp_path, "a", "c").fingerprint()


def test_uploads_of_one_name_and_size_are_told_apart_by_their_content(tmp_path: Path) -> None:
    first, other = (
        FilesSource([uploaded(tmp_path / content.decode(), "IMG_1.png", content)])
        for content in (b"1", b"2")
    )
    assert first.fingerprint() != other.fingerprint()
    assert first.candidates(LIMITS)[0].key != other.candidates(LIMITS)[0].key


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["my/shoes/a", "my/bags/b"], ["shoes/a", "bags/b"]),
        (["my/shoes/a", "my/b"], ["shoes/a", "b"]),
        (["shoes/a", "shoes/b"], ["shoes/a", "shoes/b"]),
        (["shoes/a", "bags/red/b"], ["shoes/a", "bags/red/b"]),
        (["a", "shoes/x/b"], ["a", "shoes/x/b"]),
        ([], []),
    ],
)
def test_a_folder_around_everything_is_no_category(names: list[str], expected: list[str]) -> None:
    assert without_common_folder(names) == expected
