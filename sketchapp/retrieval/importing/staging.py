"""Where an import works until its gallery is listed: a folder that nobody looks into."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from sketchapp.errors import GalleryError
from sketchapp.retrieval.importing.journal import Journal, Outcome, read_outcomes
from sketchapp.retrieval.importing.photos import StoredPhoto
from sketchapp.retrieval.library import BUILDING, STAGING_LOCK, Library, new_gallery_id
from sketchapp.retrieval.records import write_durably

JOB, JOURNAL = "job.json", "journal.jsonl"
IMPORTED = "imported.jsonl"  # in a finished gallery: what came from where
PHOTOS = "photo"


@dataclass(frozen=True)
class JobKey:
    """What makes two imports the same one, so that the second goes on with the first."""

    name: str
    owner: str
    fingerprint: str
    add_to: str


@dataclass(frozen=True, eq=False)
class Staging:
    """One import at work; is_addition where its gallery was in the list before."""

    folder: Path
    gallery_id: str
    journal: Journal
    earlier: dict[str, Outcome]  # by photo id: what the finished gallery already has
    is_addition: bool

    @property
    def gallery(self) -> Path:
        """The folder that is published."""
        return self.folder / "gallery"

    def photo_path(self, photo_id: str) -> Path:
        """Where the photo is put for now; the id is one we made."""
        return self.gallery / PHOTOS / photo_file(photo_id)

    def keep(self, photo: StoredPhoto) -> None:
        """Write a photo, whole or not at all."""
        path = self.photo_path(photo.id)
        partial = path.with_suffix(".partial")
        partial.write_bytes(photo.content)
        partial.replace(path)

    def forget_lost(self) -> None:
        """Import again what the journal says is here but is not, as after a loss of power."""
        said = {one.photo for one in self.journal.outcomes.values() if one.photo}
        self.journal.forget(said - self.earlier.keys() - self._present())

    def _present(self) -> set[str]:
        files = (self.gallery / PHOTOS).glob("*.webp")
        return {path.stem for path in files if path.stat().st_size}


def photo_file(photo_id: str) -> str:
    """The name of a photo's file in its gallery."""
    return f"{photo_id}.webp"


@contextmanager
def open_staging(library: Library, key: JobKey) -> Iterator[Staging]:
    """The folder of this import, as it was left if it was begun before; one process at a time.

    GalleryError where the same import is running now.
    """
    folder, gallery_id = _find(library, key) or _make(library, key)
    lock = FileLock(
        folder / STAGING_LOCK, timeout=0, thread_local=False
    )  # steps of a page change threads
    try:
        lock.acquire()
    except Timeout as error:
        raise GalleryError("the same import is running already; wait until it ends") from error
    try:
        earlier = _earlier(library, gallery_id)
        with Journal(folder / JOURNAL) as journal:
            staging = Staging(folder, gallery_id, journal, earlier, bool(key.add_to))
            (staging.gallery / PHOTOS).mkdir(parents=True, exist_ok=True)
            staging.forget_lost()
            yield staging
    finally:
        lock.release()


def _earlier(library: Library, gallery_id: str) -> dict[str, Outcome]:
    """Where the photos of a finished gallery came from; the manifest says which there are."""
    folder = library.folder_of(gallery_id)
    if folder is None:
        return {}
    outcomes = {one.photo: one for one in read_outcomes(folder / IMPORTED)}
    photos = library.load(gallery_id).photos
    unknown = Outcome(key="", name="")
    return {photo.id: outcomes.get(photo.id, unknown) for photo in photos}


def _find(library: Library, key: JobKey) -> tuple[Path, str] | None:
    for path in (library.folder / BUILDING).glob(f"*/{JOB}"):
        try:
            fields = json.loads(path.read_text(encoding="utf-8"))
            gallery_id = str(fields.pop("gallery_id"))
            if JobKey(**fields) == key:
                return path.parent, gallery_id
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            continue  # written by another version, or just being removed
    return None


def _make(library: Library, key: JobKey) -> tuple[Path, str]:
    gallery_id = key.add_to or new_gallery_id()
    folder = library.folder / BUILDING / new_gallery_id()
    folder.mkdir(parents=True)
    fields = asdict(key) | {"gallery_id": gallery_id}
    write_durably(folder / JOB, json.dumps(fields))
    return folder, gallery_id
