"""A gallery: photos on disk and their manifest, in the layout that `datasets` calls ImageFolder.

metadata.jsonl has one object a line with `file_name` (relative to the folder), `id`, `category`
and, where known, `family`, `split` and `title`, the name under which the photo came.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from sketchapp.errors import GalleryError

MANIFEST = "metadata.jsonl"
MAX_PHOTOS = 200_000


@dataclass(frozen=True)
class Photo:
    """One photo of a gallery; `path` is where its file lies."""

    id: str
    category: str
    path: Path
    family: str = ""
    split: str = ""
    title: str = ""


@dataclass(frozen=True)
class Gallery:
    """Photos in the order of the manifest; ids are unique."""

    folder: Path
    photos: tuple[Photo, ...]

    @cached_property
    def categories(self) -> tuple[str, ...]:
        """Every category once, sorted."""
        return tuple(sorted({photo.category for photo in self.photos}))

    def position(self, photo_id: str) -> int:
        """Row of a photo; GalleryError where the gallery has no such photo."""
        row = self._rows.get(photo_id) if isinstance(photo_id, str) else None
        if row is None:
            raise GalleryError(
                f"photo {photo_id!r} is not in the gallery of {len(self.photos)} photos"
            )
        return row

    @cached_property
    def _rows(self) -> dict[str, int]:
        return {photo.id: row for row, photo in enumerate(self.photos)}

    def rows_of(self, category: str | None) -> tuple[int, ...]:
        """Rows of a category's photos, all rows for None; GalleryError for an unknown category."""
        if category is None:
            return tuple(range(len(self.photos)))
        if category not in self.categories:
            names = ", ".join(self.categories)
            raise GalleryError(f"category {category!r} not found; there are: {names}")
        return tuple(i for i, photo in enumerate(self.photos) if photo.category == category)


def load_gallery(folder: Path) -> Gallery:
    """The gallery in `folder`; GalleryError where a file is missing or a line is wrong."""
    manifest = folder / MANIFEST
    if not manifest.is_file():
        raise GalleryError(f"no gallery in {folder}: it has no {MANIFEST}")
    lines = _lines(manifest)
    if not 0 < len(lines) <= MAX_PHOTOS:
        raise GalleryError(f"{manifest} has {len(lines)} photos; 1 to {MAX_PHOTOS} are allowed")
    root = folder.resolve()
    photos = tuple(_photo(folder, root, number, line) for number, line in enumerate(lines, 1))
    _check_unique(photos)
    return Gallery(folder, photos)


def _lines(manifest: Path) -> list[str]:
    try:
        text = manifest.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise GalleryError(f"{manifest} is not UTF-8: {error}") from error
    # not splitlines(): JSON strings may hold other characters that count as line ends there
    return text.rstrip("\n").split("\n") if text.strip() else []


def _check_unique(photos: tuple[Photo, ...]) -> None:
    first_line: dict[str, int] = {}
    for number, photo in enumerate(photos, 1):
        if (first := first_line.setdefault(photo.id, number)) != number:
            raise GalleryError(
                f"{MANIFEST} line {number}: the id {photo.id!r} stands in line {first} too;"
                " ids must be unique"
            )


def _photo(folder: Path, root: Path, number: int, line: str) -> Photo:
    """The photo of a line; root is the folder without links, which costs time to find."""
    try:
        entry = json.loads(line)
        name, photo_id, category = (str(entry[key]) for key in ("file_name", "id", "category"))
    except (json.JSONDecodeError, KeyError, TypeError) as error:
        raise GalleryError(
            f"{MANIFEST} line {number} needs file_name, id and category ({error!r})"
        ) from error
    path = folder / name
    if "\0" in name or not path.resolve().is_relative_to(root) or not path.is_file():
        raise GalleryError(f"{MANIFEST} line {number}: {name!r} is not a file of the gallery")
    family, split, title = (str(entry.get(key, "")) for key in ("family", "split", "title"))
    return Photo(photo_id, category, path, family, split, title)
