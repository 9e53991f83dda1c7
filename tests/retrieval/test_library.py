import threading
from pathlib import Path

import pytest

from sketchapp.errors import GalleryError
from sketchapp.retrieval.gallery import MANIFEST
from sketchapp.retrieval.importing.sources import FolderSource
from sketchapp.retrieval.library import BUILDING, LOADED, TRASH, UNFINISHED_S, Library
from sketchapp.retrieval.records import RECORD, GalleryRecord
from sketchapp.retrieval.visitor import OPERATOR, Visitor
from tests.retrieval.importing.made import (
    BROWSER,
    STRANGER,
    Run,
    make_files,
    make_library,
    photo_bytes,
)


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return make_library(tmp_path)


def add(library: Library, name: str = "mine", visitor: Visitor = BROWSER) -> GalleryRecord:
    folder = library.folder.parent / f"in-{name}"
    photos = {f"{i}.png": photo_bytes(i) for i in range(2)}
    return Run(library)(FolderSource(make_files(folder, photos)), name, visitor)


def names(library: Library, visitor: Visitor) -> list[str]:
    return [one.name for one in library.visible_to(visitor)]


def test_without_a_folder_there_is_the_shipped_gallery(library: Library) -> None:
    (shipped,) = library.visible_to(Visitor())
    assert shipped.is_shipped and shipped.n_photos == 4
    assert shipped.categories == {"chair": 2, "shoe": 2} and shipped.bytes > 0
    assert not library.folder.exists()


def test_a_gallery_is_seen_by_its_browser_only(library: Library) -> None:
    record = add(library)
    assert names(library, BROWSER) == ["shipped", "mine"]
    for visitor in (STRANGER, Visitor(), Visitor(record.owner)):  # the hash is no token
        assert names(library, visitor) == ["shipped"]
        with pytest.raises(GalleryError, match="is not here, or is not yours"):
            library.readable(record.id, visitor)
    assert library.readable(record.id, BROWSER) == record


def test_the_token_is_not_on_the_disk(library: Library) -> None:
    add(library)
    files = [path for path in library.folder.rglob("*") if path.is_file()]
    assert files and not any(BROWSER.token.encode() in path.read_bytes() for path in files)


def test_the_operator_shares(library: Library) -> None:
    record = add(library)
    with pytest.raises(GalleryError, match="only the operator"):
        library.share(record.id, BROWSER)
    library.share(record.id, OPERATOR)
    assert names(library, STRANGER) == ["shipped", "mine"]
    with pytest.raises(GalleryError, match="'mine' is not yours"):
        library.rename(record.id, "theirs", STRANGER)
    library.share(record.id, OPERATOR, shared=False)
    assert names(library, STRANGER) == ["shipped"]


def test_the_newest_stands_first(library: Library) -> None:
    for name in ("old", "new"):
        add(library, name)
    add(library, "operator's", OPERATOR)
    assert names(library, BROWSER) == ["shipped", "operator's", "new", "old"]


def test_only_the_owner_renames_and_deletes(library: Library) -> None:
    record = add(library)
    for visitor in (STRANGER, Visitor()):
        with pytest.raises(GalleryError):
            library.rename(record.id, "x", visitor)
        with pytest.raises(GalleryError):
            library.delete(record.id, visitor)
    with pytest.raises(GalleryError, match="1 to 60"):
        library.rename(record.id, " ", BROWSER)
    assert library.rename(record.id, " Stühle ", BROWSER).name == "Stühle"
    assert names(library, BROWSER) == ["shipped", "Stühle"]
    library.delete(record.id, BROWSER)
    assert names(library, BROWSER) == ["shipped"]
    assert library.folder_of(record.id) is None and not list((library.folder / TRASH).iterdir())
    with pytest.raises(GalleryError, match="is not here"):
        library.delete(record.id, OPERATOR)


def test_the_shipped_gallery_cannot_be_changed(library: Library) -> None:
    for change in (library.delete, lambda one, who: library.rename(one, "x", who)):
        with pytest.raises(GalleryError, match="comes with the app cannot be changed"):
            change("shipped", OPERATOR)


@pytest.mark.parametrize(
    "gallery_id", ["", ".", "..", "../shipped", ".building", "a" * 32, "A" * 32, "/etc", "a\0"]
)
def test_an_id_never_becomes_a_path(library: Library, gallery_id: str) -> None:
    add(library)
    assert library.folder_of(gallery_id) is None
    assert library.photo_path(gallery_id, "p0") is None
    with pytest.raises(GalleryError):
        library.delete(gallery_id, OPERATOR)


def test_a_photo_is_found_by_the_ids_of_the_manifest(library: Library) -> None:
    record = add(library)
    photo = library.load(record.id).photos[0]
    assert library.photo_path(record.id, photo.id) == photo.path
    assert library.photo_path("shipped", "p0") == library.shipped / "photo/p0.png"
    for wrong in ("", "p0", "../gallery.json", f"../photo/{photo.id}", f"{photo.id}.webp"):
        assert library.photo_path(record.id, wrong) is None


def test_a_gallery_is_read_once_until_it_changes(library: Library) -> None:
    record = add(library)
    first = library.load(record.id)
    assert library.load(record.id) is first
    folder = make_files(library.folder.parent / "more", {"new.png": photo_bytes(9)})
    Run(library)(FolderSource(folder), add_to=record.id)
    assert len(library.load(record.id).photos) == 3 and len(first.photos) == 2


def test_few_galleries_are_kept_in_memory(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sketchapp.retrieval.library.LOADED", 1)
    assert LOADED > 1
    records = [add(library, name) for name in ("a", "b")]
    first = library.load(records[0].id)
    library.load(records[1].id)
    assert library.load(records[0].id) is not first


def test_a_damaged_record_is_not_listed(library: Library) -> None:
    record = add(library)
    (library.folder / record.id / RECORD).write_text("{")
    assert names(library, OPERATOR) == ["shipped"]


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"{}\n"])
def test_a_damaged_gallery_is_told_to_visitors_without_a_path(
    library: Library, content: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    record = add(library)
    (library.folder / record.id / MANIFEST).write_bytes(content)
    with pytest.raises(GalleryError, match="is damaged") as told:
        library.load(record.id)
    assert str(library.folder) not in str(told.value) and str(library.folder) in caplog.text


def test_a_gallery_without_its_manifest_is_told_without_a_path(library: Library) -> None:
    record = add(library)
    (library.folder / record.id / MANIFEST).unlink()
    with pytest.raises(GalleryError, match="is damaged") as told:
        library.load(record.id)
    assert str(library.folder) not in str(told.value)


def test_sweeping_removes_what_was_left(library: Library) -> None:
    record = add(library)
    staging = library.folder / BUILDING / ("0" * 32)
    staging.mkdir(parents=True)
    (staging / "job.json").write_text("{}")
    orphan = library.folder / ("1" * 32) / "embeddings"
    orphan.mkdir(parents=True)
    (library.folder / TRASH / "half").mkdir(parents=True)
    library.sweep()
    assert staging.is_dir() and not orphan.parent.exists()
    assert not (library.folder / TRASH / "half").exists()
    library.sweep(now_s=staging.stat().st_mtime + UNFINISHED_S + 60)
    assert not staging.exists() and library.readable(record.id, BROWSER) == record


def test_listing_while_galleries_come_and_go(library: Library) -> None:
    records = [add(library, str(i)) for i in range(3)]
    errors: list[BaseException] = []

    def listing() -> None:
        try:
            for _ in range(100):
                library.visible_to(BROWSER)
        except BaseException as error:
            errors.append(error)

    thread = threading.Thread(target=listing)
    thread.start()
    for record in records:
        library.rename(record.id, "other", BROWSER)
        library.delete(record.id, BROWSER)
    thread.join()
    assert not errors and names(library, BROWSER) == ["shipped"]
