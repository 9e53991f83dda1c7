import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from sketchapp.errors import GalleryError
from sketchapp.retrieval import embeddings
from sketchapp.retrieval.embeddings import gallery_embeddings
from sketchapp.retrieval.importing.build import (
    ImportCancelledError,
    ImportJob,
    build_gallery,
)
from sketchapp.retrieval.importing.limits import ImportLimits
from sketchapp.retrieval.importing.photos import StoredPhoto, store_photo
from sketchapp.retrieval.importing.publish import NothingImportedError
from sketchapp.retrieval.importing.sources import FilesSource, FolderSource
from sketchapp.retrieval.importing.zip_source import ZipSource
from sketchapp.retrieval.library import BUILDING, Library
from sketchapp.retrieval.visitor import OPERATOR, Visitor
from tests.models.tiny import tiny_retriever
from tests.retrieval.importing.made import (
    BROWSER,
    STRANGER,
    Run,
    make_files,
    make_library,
    make_zip,
    photo_bytes,
    reasons,
    uploaded,
)
from tests.retrieval.test_embeddings import CountingRetriever

ROOT = Path(__file__).parents[3]
PHOTOS = {
    f"{name}/{i}.png": photo_bytes(10 * i + len(name))
    for name in ("bags", "shoes")
    for i in range(3)
}


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return make_library(tmp_path)


@pytest.fixture
def run(library: Library) -> Run:
    return Run(library)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make_files(tmp_path / "in", PHOTOS)


def added(library: Library) -> list[str]:
    return [one.name for one in library.visible_to(OPERATOR) if not one.is_shipped]


def test_a_folder_becomes_a_gallery_that_can_be_searched(run: Run, folder: Path) -> None:
    record = run(FolderSource(folder))
    assert (record.n_photos, record.categories) == (6, {"bags": 3, "shoes": 3})
    assert record.owner == BROWSER.owner and not record.shared and record.skipped_count == 0
    again = Library(run.library.folder, run.library.shipped)  # as after a restart
    gallery = again.load(record.id)
    assert [photo.category for photo in gallery.photos] == ["bags"] * 3 + ["shoes"] * 3
    assert record.bytes == sum(photo.path.stat().st_size for photo in gallery.photos)
    counting = CountingRetriever()
    counting.id = run.retriever.id
    assert gallery_embeddings(counting, gallery).shape == (6, 1, 8)
    assert counting.photos == 0  # the import has encoded them
    assert not list((again.folder / BUILDING).iterdir())


def test_progress_leads_to_the_gallery(run: Run, folder: Path) -> None:
    record = run(FolderSource(folder))
    assert [one.phase for one in run.reports if one.done == one.total or one.gallery] == [
        "reading",
        "encoding",
        "done",
    ]
    assert run.reports[-1].gallery == record
    assert all(0 <= one.done <= one.total for one in run.reports)


def test_bad_files_are_skipped_and_listed(run: Run, tmp_path: Path) -> None:
    photo = photo_bytes(1)
    files = {
        "good.png": photo,
        "copy.png": photo,
        "cut.png": photo[:-30],
        "empty.png": b"",
        "note.txt": b"hello",
        "phone.heic": b"\0\0\0\x18ftypheic",
        "small.png": photo_bytes(2, (20, 20)),
        "inner.zip": b"PK\x03\x04",
        "wide.png": photo_bytes(3, (300, 300)),
    }
    limits = ImportLimits(max_pixels=80_000)
    record = run(ZipSource(make_zip(tmp_path / "a.zip", files)), limits=limits)
    assert record.n_photos == 1 and record.limits["max_pixels"] == 80_000
    why = reasons(record)
    assert record.skipped_count == len(why) == 8
    assert why["good.png"] == "is the same picture as copy.png"
    assert "damaged" in why["cut.png"] and "empty" in why["empty.png"]
    assert "no photo" in why["note.txt"] and "HEIC" in why["phone.heic"]
    assert "20 x 20" in why["small.png"] and "archive" in why["inner.zip"]
    assert "300 x 300 pixels" in why["wide.png"]


def test_limits_on_the_whole_are_kept(run: Run, folder: Path) -> None:
    record = run(FolderSource(folder), limits=ImportLimits(max_photos=4))
    assert record.n_photos == 4 and record.skipped_count == 2
    assert set(reasons(record).values()) == {"is one too many; a gallery has at most 4 photos"}
    size = len(PHOTOS["bags/0.png"])
    record = run(FolderSource(folder), "two", limits=ImportLimits(max_total_bytes=2 * size + 30))
    assert record.n_photos == 2 and "is over the" in record.skipped[0].reason


def test_no_photo_at_all_is_refused_with_the_reasons(run: Run, tmp_path: Path) -> None:
    folder = make_files(tmp_path / "in", {"a.txt": b"a", "b.txt": b"b"})
    with pytest.raises(
        NothingImportedError, match=r"2 files were skipped: a\.txt is no photo"
    ) as no:
        run(FolderSource(folder))
    assert [one.name for one in no.value.skipped] == ["a.txt", "b.txt"]
    assert added(run.library) == []
    assert not list((run.library.folder / BUILDING).iterdir())


@pytest.mark.parametrize(
    ("name", "visitor", "reason"),
    [
        ("", BROWSER, "has 0 characters"),
        ("a\nb", BROWSER, "control characters"),
        ("x", Visitor(), "only by a browser that keeps its key"),
        ("x", Visitor("guess"), "only by a browser that keeps its key"),
    ],
)
def test_a_wrong_name_or_visitor_is_refused(
    run: Run, folder: Path, name: str, visitor: Visitor, reason: str
) -> None:
    with pytest.raises(GalleryError, match=reason):
        run(FolderSource(folder), name, visitor)
    assert not run.library.folder.exists()


def test_a_full_library_takes_no_more_uploads(run: Run, folder: Path) -> None:
    run(FolderSource(folder))
    limits = ImportLimits(max_library_bytes=10)
    with pytest.raises(GalleryError, match="have reached their"):
        run(FolderSource(folder), "two", limits=limits)
    assert run(FolderSource(folder), "two", OPERATOR, limits=limits).shared


def test_added_photos_alone_are_encoded(library: Library, folder: Path) -> None:
    retriever = CountingRetriever()
    run = Run(library, retriever)  # type: ignore[arg-type]
    first = run(FolderSource(folder))
    before = library.load(first.id)
    make_files(folder, {"lamps/a.png": photo_bytes(77), "lamps/copy.png": PHOTOS["bags/0.png"]})
    record = run(FolderSource(folder), add_to=first.id)
    assert record.id == first.id and record.categories == {"bags": 3, "lamps": 1, "shoes": 3}
    assert reasons(record) == {"lamps/copy.png": "is in the gallery already"}
    assert retriever.photos == 7
    after = library.load(first.id)
    assert after.photos[:6] == before.photos and after.photos[6].category == "lamps"
    assert gallery_embeddings(retriever, after).shape[0] == 7 and retriever.photos == 7
    assert run(FolderSource(folder), add_to=first.id).n_photos == 7


def test_only_the_owner_adds(run: Run, folder: Path) -> None:
    record = run(FolderSource(folder))
    with pytest.raises(GalleryError, match="is not yours"):
        run(FolderSource(folder), visitor=STRANGER, add_to=record.id)
    with pytest.raises(GalleryError, match="cannot be changed"):
        run(FolderSource(folder), add_to="shipped")


def steps_of(run: Run, job: ImportJob) -> Iterator:
    return build_gallery(run.library, run.retriever, job)


@pytest.mark.parametrize("phase", ["reading", "encoding"])
def test_a_cancelled_import_is_not_listed_and_goes_on(
    library: Library, folder: Path, monkeypatch: pytest.MonkeyPatch, phase: str
) -> None:
    monkeypatch.setattr("sketchapp.retrieval.importing.progress.PAUSE_S", 0.0)
    monkeypatch.setattr(embeddings, "BATCH", 2)
    retriever = CountingRetriever()
    run, stop = Run(library, retriever), threading.Event()  # type: ignore[arg-type]
    job = ImportJob(FolderSource(folder), "mine", BROWSER, cancelled=stop.is_set)
    with pytest.raises(ImportCancelledError, match="was stopped"):
        for step in steps_of(run, job):
            if step.phase == phase and step.done == 4:
                stop.set()
    assert added(library) == []
    encoded = retriever.photos
    monkeypatch.setattr("sketchapp.retrieval.importing.reading.store_photo", counted := Counted())
    assert run(FolderSource(folder)).n_photos == 6
    assert counted.calls == (2 if phase == "reading" else 0)
    assert encoded == (0 if phase == "reading" else 4) and retriever.photos == 6
    assert not list((library.folder / BUILDING).iterdir())


class Counted:
    """store_photo, counted."""

    def __init__(self) -> None:
        self.calls = 0

    def __call__(self, content: bytes, limits: ImportLimits) -> StoredPhoto:
        self.calls += 1
        return store_photo(content, limits)


KILLED = """
import sys, time
from pathlib import Path
from sketchapp.retrieval.importing import progress, reading, build
from sketchapp.retrieval import embeddings
from tests.retrieval.importing.made import BROWSER, Run
from sketchapp.retrieval.importing.sources import FolderSource
from sketchapp.retrieval.library import Library

progress.PAUSE_S, embeddings.BATCH = 0.0, 2
run = Run(Library(Path(sys.argv[1]), Path(sys.argv[2])))
job = build.ImportJob(FolderSource(Path(sys.argv[3])), "mine", BROWSER)
for step in build.build_gallery(run.library, run.retriever, job):
    if step.phase == sys.argv[4] and step.done >= int(sys.argv[5]):
        print("now", flush=True)
        time.sleep(60)
"""


@pytest.mark.parametrize(("phase", "done"), [("reading", 4), ("encoding", 4)])
def test_a_killed_import_goes_on(
    library: Library, folder: Path, monkeypatch: pytest.MonkeyPatch, phase: str, done: int
) -> None:
    places = [str(library.folder), str(library.shipped), str(folder)]
    child = subprocess.Popen(
        [sys.executable, "-c", KILLED, *places, phase, str(done)],
        stdout=subprocess.PIPE,
        cwd=ROOT,
        text=True,
    )
    try:
        assert child.stdout is not None and child.stdout.readline() == "now\n"
        job = ImportJob(FolderSource(folder), "mine", BROWSER)
        with pytest.raises(GalleryError, match="is running already"):
            next(build_gallery(library, tiny_retriever(), job))
    finally:
        child.kill()  # SIGKILL: nothing in it gets a chance to tidy up
        child.wait()
    assert added(library) == []
    monkeypatch.setattr("sketchapp.retrieval.importing.reading.store_photo", counted := Counted())
    retriever = CountingRetriever()
    retriever.id = tiny_retriever().id
    record = Run(library, retriever)(FolderSource(folder))  # type: ignore[arg-type]
    assert record.n_photos == 6 and added(library) == ["mine"]
    assert counted.calls == (2 if phase == "reading" else 0)
    assert retriever.photos == (6 if phase == "reading" else 2)
    rows = gallery_embeddings(retriever, library.load(record.id))
    fresh = embeddings.embed_photo_files(
        tiny_retriever(), [photo.path for photo in library.load(record.id).photos]
    )
    assert np.allclose(rows, fresh, atol=1e-5)


def test_a_photo_lost_with_the_power_is_imported_again(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sketchapp.retrieval.importing.progress.PAUSE_S", 0.0)
    steps = steps_of(run, ImportJob(FolderSource(folder), "mine", BROWSER))
    while next(steps).done < 4:
        continue
    steps.close()  # type: ignore[attr-defined]
    staged = sorted(run.library.folder.glob(f"{BUILDING}/*/gallery/photo/*.webp"))
    assert len(staged) == 4
    staged[0].write_bytes(b"")
    staged[1].unlink()
    record = run(FolderSource(folder))
    assert record.n_photos == 6
    assert all(photo.path.stat().st_size for photo in run.library.load(record.id).photos)


def test_two_imports_at_once(library: Library, folder: Path) -> None:
    runs = [Run(library), Run(library)]
    found = []

    def work(number: int) -> None:
        found.append(runs[number](FolderSource(folder), f"gallery {number}").n_photos)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [6, 6] and sorted(added(library)) == ["gallery 0", "gallery 1"]


def test_two_additions_of_the_same_photo_at_once(
    library: Library, folder: Path, tmp_path: Path
) -> None:
    runs = [Run(library), Run(Library(library.folder, library.shipped))]  # as two processes have
    record = runs[0](FolderSource(folder))
    both = [
        steps_of(run, ImportJob(FolderSource(source), "mine", BROWSER, add_to=record.id))
        for run, source in (
            (runs[0], make_files(tmp_path / "one", {"same.png": photo_bytes(90)})),
            (
                runs[1],
                make_files(
                    tmp_path / "two", {"same.png": photo_bytes(90), "b.png": photo_bytes(91)}
                ),
            ),
        )
    ]
    for steps in both:
        next(steps)  # both have begun
    for steps in both:
        assert list(steps)[-1].gallery is not None
    gallery = library.load(record.id)
    assert len(gallery.photos) == len({photo.id for photo in gallery.photos}) == 8
    assert all(photo.path.is_file() for photo in gallery.photos)


def test_a_step_may_run_in_any_thread(run: Run, folder: Path) -> None:
    """The page takes the next step in whichever thread is free; the lock must open all the same."""
    steps = steps_of(run, ImportJob(FolderSource(folder), "mine", BROWSER))
    next(steps)
    thread = threading.Thread(target=steps.close)  # type: ignore[attr-defined]
    thread.start()
    thread.join()
    assert run(FolderSource(folder)).n_photos == 6


def test_a_gallery_deleted_while_photos_are_added_stays_deleted(run: Run, folder: Path) -> None:
    record = run(FolderSource(folder))
    make_files(folder, {"new.png": photo_bytes(99)})
    job = ImportJob(FolderSource(folder), "mine", BROWSER, add_to=record.id)
    with pytest.raises(GalleryError, match="deleted meanwhile"):
        for step in steps_of(run, job):
            if step.phase == "encoding":
                run.library.delete(record.id, OPERATOR) if added(run.library) else None
    assert added(run.library) == []
    run.library.sweep()
    assert run.library.folder_of(record.id) is None


def test_a_kill_between_the_last_two_writes_of_an_addition_is_mended(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = run(FolderSource(folder))
    make_files(folder, {"new.png": photo_bytes(99)})
    real = "sketchapp.retrieval.importing.publish.write_record"
    with monkeypatch.context() as patch:
        patch.setattr(real, lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            run(FolderSource(folder), add_to=record.id)
    assert run(FolderSource(folder), add_to=record.id).n_photos == 7
    assert len(run.library.load(record.id).photos) == 7


def test_uploaded_files_leave_no_name_in_a_path(run: Run, tmp_path: Path) -> None:
    name = "../../evil/<b>x</b>\n.png"
    record = run(FilesSource([uploaded(tmp_path / "upload", name, photo_bytes(5))]))
    (photo,) = run.library.load(record.id).photos
    assert photo.path.parent == run.library.folder / record.id / "photo"
    assert photo.path.name == f"{photo.id}.webp" and photo.category == ".."
    assert not (tmp_path / "evil").exists()


def test_later_uploads_of_known_names_are_taken_by_their_content(run: Run, tmp_path: Path) -> None:
    """Cameras count names anew, and bitmaps of one size have one length."""
    same, other = photo_bytes(5, kind="BMP"), photo_bytes(6, kind="BMP")
    assert len(same) == len(other)
    first = run(FilesSource([uploaded(tmp_path / "0", "IMG_1.bmp", same)]))
    later = [
        uploaded(tmp_path / "1", "IMG_1.bmp", other),
        uploaded(tmp_path / "2", "IMG_2.bmp", same),
    ]
    record = run(FilesSource(later), add_to=first.id)
    assert record.n_photos == 2 and reasons(record) == {"IMG_2.bmp": "is in the gallery already"}
    record = run(FilesSource(later[:1]), add_to=first.id)
    assert record.n_photos == 2 and reasons(record) == {"IMG_1.bmp": "is in the gallery already"}


def test_a_disk_that_is_full_is_told_in_a_sentence(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("sketchapp.retrieval.importing.staging.Staging.keep", full)
    with pytest.raises(GalleryError, match="cannot be written: No space left on device; make room"):
        run(FolderSource(folder))


def test_research_photos_as_a_user_would(run: Run, research_data: Path) -> None:
    limits = replace(ImportLimits(), max_photos=40)
    record = run(FolderSource(research_data / "clothing-shoes"), limits=limits)
    assert record.n_photos == 40 and record.skipped_count == 257
