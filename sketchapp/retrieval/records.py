"""What is known of a gallery besides its photos: gallery.json, and how it is kept."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path

from sketchapp.errors import GalleryError

RECORD = "gallery.json"
SHIPPED = "shipped"  # the id of the gallery that comes with the app
MAX_LISTED = 200  # skipped files that are kept by name


@dataclass(frozen=True)
class Skipped:
    """A file that did not become a photo, and the sentence that says why."""

    name: str
    reason: str


@dataclass(frozen=True)
class GalleryRecord:
    """A gallery in the list. owner is the hash of a browser's token, "" for none.

    created is ISO 8601 in UTC; bytes is what the photos take; skipped names the first MAX_LISTED of
    skipped_count files that were left out; limits are those of the last import.
    """

    id: str
    name: str
    owner: str = ""
    shared: bool = False
    created: str = ""
    n_photos: int = 0
    categories: dict[str, int] = field(default_factory=dict)
    bytes: int = 0
    skipped_count: int = 0
    skipped: tuple[Skipped, ...] = ()
    limits: dict[str, int] = field(default_factory=dict)

    @property
    def is_shipped(self) -> bool:
        """Whether it is the one that comes with the app, which nobody changes."""
        return self.id == SHIPPED


def write_record(folder: Path, record: GalleryRecord) -> None:
    """Put gallery.json into the folder, whole or not at all."""
    write_durably(folder / RECORD, json.dumps(asdict(record), ensure_ascii=False, indent=1))


def read_record(folder: Path) -> GalleryRecord:
    """The record of a gallery; GalleryError where it is missing or damaged."""
    try:
        fields = json.loads((folder / RECORD).read_text(encoding="utf-8"))
        skipped = tuple(Skipped(**entry) for entry in fields.pop("skipped", ()))
        return GalleryRecord(**fields, skipped=skipped)
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise GalleryError(
            f"gallery {folder.name} has no readable {RECORD} ({error!r}); delete and build it again"
        ) from error


def write_durably(path: Path, text: str) -> None:
    """Replace a text file so that a crash leaves the old one or the new one, on the disk."""
    partial = path.with_name(f"{path.name}.{os.getpid()}.partial")
    with partial.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)
    settle_folder(path.parent)


def settle_folder(folder: Path) -> None:
    """Make the names in a folder survive a loss of power, where the system can do that."""
    if os.name != "posix":
        return  # Windows opens no folders
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
