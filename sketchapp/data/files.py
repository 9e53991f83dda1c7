"""Files of a dataset's folder: by ending in any case, by name, and never out of the folder."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from sketchapp.errors import DatasetError

PHOTO_SUFFIXES = (".jpg", ".jpeg", ".png", ".webp", ".bmp")


def files_in(folder: Path, suffixes: tuple[str, ...]) -> list[Path]:
    """The files of a folder that end in one of these, in any case, ordered by name.

    Hidden files are left out. Raises DatasetError for a link that leads out of the folder.
    """
    found = (Path(entry.path) for entry in _entries(folder) if entry.is_file())
    return sorted(path for path in found if path.suffix.lower() in suffixes)


def folders_in(folder: Path) -> list[Path]:
    """The sub-folders of a folder, ordered by name; DatasetError for one that leads out of it."""
    return sorted(Path(entry.path) for entry in _entries(folder) if entry.is_dir())


def photos_in(folder: Path, dataset: str) -> dict[str, Path]:
    """The photos of a folder by name without ending, ordered; DatasetError where two share one."""
    photos: dict[str, Path] = {}
    for path in files_in(folder, PHOTO_SUFFIXES):
        if path.stem in photos:
            raise DatasetError(
                f"{dataset}: {folder.name} has both {photos[path.stem].name} and {path.name};"
                " remove one, their name tells which photo a sketch is of"
            )
        photos[path.stem] = path
    return photos


def first_folder(dataset: str, candidates: list[Path], expected: str) -> Path:
    """The first of these folders that is there; DatasetError, saying what is expected, if none."""
    for candidate in candidates:
        if candidate.is_dir():
            return candidate
    raise DatasetError(
        f"{dataset}: {candidates[0].parent} has no folder {candidates[0].name};"
        f" expected is {expected}"
    )


def _entries(folder: Path) -> Iterator[os.DirEntry[str]]:
    """What lies in a folder and is not hidden.

    A folder may be a link itself, as its owner chose; what an archive brought along may not lead
    anywhere else.
    """
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.startswith("."):
                    continue
                if entry.is_symlink() and not _stays_in(folder, Path(entry.path)):
                    raise DatasetError(
                        f"{folder.name}/{entry.name} is a link that leads out of its folder;"
                        " put the file itself there"
                    )
                yield entry
    except OSError as error:
        raise DatasetError(f"folder {folder} cannot be read: {error.strerror}") from error


def _stays_in(folder: Path, link: Path) -> bool:
    return link.resolve().is_relative_to(folder.resolve())
