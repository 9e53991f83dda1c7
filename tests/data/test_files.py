from pathlib import Path

import pytest

from sketchapp.data.files import files_in, first_folder, folders_in, photos_in
from sketchapp.errors import DatasetError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("b.JPG", "a.png", ".hidden.png", "c.txt"):
        (tmp_path / name).touch()
    (tmp_path / "sub.png").mkdir()
    return tmp_path


def test_files_and_folders_by_name(folder: Path) -> None:
    assert [path.name for path in files_in(folder, (".jpg", ".png"))] == ["a.png", "b.JPG"]
    assert [path.name for path in folders_in(folder)] == ["sub.png"]
    assert list(photos_in(folder, "made")) == ["a", "b"]


def test_two_photos_of_one_name_are_refused(folder: Path) -> None:
    (folder / "a.jpeg").touch()
    with pytest.raises(DatasetError, match=r"made: .* both a\.jpeg and a\.png"):
        photos_in(folder, "made")


def test_links_may_not_lead_out(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    (folder / "d.png").symlink_to(folder / "a.png")
    assert [path.name for path in files_in(folder, (".png",))] == ["a.png", "d.png"]
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (folder / "out").symlink_to(elsewhere)
    for find in (folders_in, lambda folder: files_in(folder, (".png",))):
        with pytest.raises(DatasetError, match="/out is a link that leads out of its folder"):
            find(folder)


def test_the_folder_itself_may_be_a_link(folder: Path, tmp_path_factory) -> None:
    link = tmp_path_factory.mktemp("elsewhere") / "link"
    link.symlink_to(folder)
    assert [path.name for path in files_in(link, (".png",))] == ["a.png"]


def test_what_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="cannot be read: No such file"):
        files_in(tmp_path / "none", (".png",))
    with pytest.raises(DatasetError, match=r"made: .* has no folder one; expected is this"):
        first_folder("made", [tmp_path / "one", tmp_path / "two"], "this")
    (tmp_path / "two").mkdir()
    assert first_folder("", [tmp_path / "one", tmp_path / "two"], "").name == "two"
