"""`gallery ...` as an operator types it."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from sketchapp.commands.gallery import gallery
from sketchapp.errors import GalleryError
from sketchapp.retrieval.importing.sources import FolderSource
from tests.made_datasets import make_gallery
from tests.models.tiny import tiny_retriever
from tests.retrieval.importing.made import Run, make_files, make_library, make_zip, photo_bytes

PHOTOS = {"shoes/a.png": photo_bytes(1), "bags/b.png": photo_bytes(2), "note.txt": b"x"}


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with weights, a shipped gallery and photos; the settings name them."""
    tiny_retriever().save(tmp_path / "weights.safetensors", {})
    make_gallery(tmp_path / "shipped", n_photos=4)
    make_files(tmp_path / "in", PHOTOS)
    monkeypatch.setenv("SKETCHAPP_GALLERIES_DIR", str(tmp_path / "galleries"))
    monkeypatch.setenv("SKETCHAPP_GALLERY", str(tmp_path / "shipped"))
    monkeypatch.setenv("SKETCHAPP_CHECKPOINT", str(tmp_path / "weights.safetensors"))
    return tmp_path


def call(*arguments: object) -> str:
    """What a verb prints; its refusal is raised."""
    result = CliRunner().invoke(gallery, [str(one) for one in arguments])
    if result.exception is not None:
        raise result.exception
    return result.output


def test_build_then_info(place: Path) -> None:
    out = call("build", place / "in", "--name", "My things")
    assert "skipped note.txt: is no photo" in out
    assert "gallery 'My things': 2 photos, 1 skipped" in out
    call("info", "My things", "--json", place / "out" / "figures.json")
    figures = json.loads((place / "out" / "figures.json").read_text())
    assert figures["n_photos"] == 2 and figures["categories"] == {"bags": 1, "shoes": 1}
    assert figures["embedding"].keys() == {"model", "rows", "width"}
    assert figures["bytes"] > 0 and figures["skipped"] == [
        "note.txt: is no photo, or of an unknown format; JPEG, PNG, WebP, GIF and BMP are read"
    ]


def test_the_same_name_again_gets_what_is_new(place: Path) -> None:
    call("build", place / "in", "--name", "mine")
    zipped = make_zip(place / "more.zip", {"c.png": photo_bytes(3), "a.png": photo_bytes(1)})
    assert "3 photos" in call("build", zipped, "--name", "mine")
    listed = call("list").splitlines()
    assert len(listed) == 2 and listed[1].endswith("everyone's   mine")


def test_a_name_is_the_same_however_its_accents_are_typed(place: Path) -> None:
    call("build", place / "in", "--name", "Bu\u0308ro")
    call("build", place / "in", "--name", "B\u00fcro")
    assert len(call("list").splitlines()) == 2
    call("delete", "Bu\u0308ro")
    assert len(call("list").splitlines()) == 1


def test_info_of_the_shipped_gallery_and_of_a_folder(place: Path) -> None:
    assert json.loads(call("info"))["n_photos"] == 4
    assert json.loads(call("info", place / "shipped"))["categories"] == {"chair": 2, "shoe": 2}


def test_rename_and_delete(place: Path) -> None:
    call("build", place / "in", "--name", "mine")
    call("rename", "mine", "yours")
    with pytest.raises(GalleryError, match="'mine' not found; `gallery list` shows"):
        call("info", "mine")
    assert "deleted gallery 'yours' with 2 photos" in call("delete", "yours")
    assert len(call("list").splitlines()) == 1


def test_share_shows_a_browsers_gallery_to_all(place: Path) -> None:
    library = make_library(place / "other")
    library.folder = place / "galleries"
    for name in ("one", "two"):
        Run(library)(FolderSource(place / "in"), name)
    assert call("list").count("a browser's") == 2
    call("share", "one")
    assert call("list").count("everyone's") == 2
    call("share", "one", "--undo")
    assert call("list").count("a browser's") == 2
    call("rename", "two", "one")
    with pytest.raises(GalleryError, match="2 galleries are called 'one'; name one by its id"):
        call("delete", "one")


def test_refusals_are_sentences(place: Path) -> None:
    with pytest.raises(GalleryError, match="is no folder; name a folder of photos or a zip"):
        call("build", place / "none", "--name", "x")
    with pytest.raises(GalleryError, match="1 to 60"):
        call("build", place / "in", "--name", " ")
    with pytest.raises(GalleryError, match="cannot be changed"):
        call("delete", "shipped")
