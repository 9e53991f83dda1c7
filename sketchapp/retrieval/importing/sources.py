"""Where photos come from: a folder of this machine, or files that were uploaded."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Protocol

from sketchapp.errors import GalleryError
from sketchapp.retrieval.importing.checks import PhotoRefusedError, check_size, is_litter
from sketchapp.retrieval.importing.limits import ImportLimits
from sketchapp.retrieval.importing.names import DEFAULT_CATEGORY, category_name


@dataclass(frozen=True)
class Candidate:
    """A file that may be a photo.

    name is its path within the source, for people; key changes when the file does; refusal says
    why it is not even read ("" where it may be); read gives its bytes; tells_repeats: whether the
    person is told of a file that the gallery has already.
    """

    name: str
    category: str
    key: str
    size_bytes: int
    read: Callable[[], bytes]
    refusal: str = ""
    tells_repeats: bool = True


class Source(Protocol):
    """Photos to import: check refuses the whole, candidates gives the files in a fixed order.

    fingerprint tells whether two sources have the same content, so that an import can go on.
    """

    def check(self, limits: ImportLimits, /) -> None: ...

    def fingerprint(self) -> str: ...

    def candidates(self, limits: ImportLimits, /) -> list[Candidate]: ...


class FolderSource:
    """All files below a folder; links are not followed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def check(self, limits: ImportLimits, /) -> None:
        """GalleryError where there is no such folder."""
        del limits
        if not self.folder.is_dir():
            raise GalleryError(f"{self.folder} is no folder; name a folder of photos or a zip")

    def fingerprint(self) -> str:
        """The same for the same folder, whatever was added to it since."""
        return hashlib.sha256(os.fsencode(self.folder.resolve())).hexdigest()

    def candidates(self, limits: ImportLimits, /) -> list[Candidate]:
        """Every file, by name; those that may not be read with the reason."""
        return [self._candidate(path, limits) for path in _files_below(self.folder)]

    def _candidate(self, path: Path, limits: ImportLimits) -> Candidate:
        within = path.relative_to(self.folder).as_posix()
        status = path.lstat()
        return Candidate(
            name=within,
            category=category_of(within),
            key=digest_of([within, status.st_size, status.st_mtime_ns]),
            size_bytes=status.st_size,
            read=path.read_bytes,
            refusal=_refusal_of(status, limits),
            tells_repeats=False,  # a folder is imported again for what is new in it
        )


@dataclass(frozen=True)
class UploadedFile:
    """Where the server put a file, and its name in the browser, with folders where it has any.

    sha256 is that of its content, in hex: a name and a size tell no two photos of a camera apart.
    """

    path: Path
    name: str
    sha256: str


class FilesSource:
    """Files that were uploaded; a folder common to all is left out of their names."""

    def __init__(self, files: Sequence[UploadedFile]) -> None:
        self.files = sorted(files, key=lambda file: file.name)

    def check(self, limits: ImportLimits, /) -> None:
        """GalleryError where nothing was uploaded."""
        del limits
        if not self.files:
            raise GalleryError("no files were given; choose photos or one zip")

    def fingerprint(self) -> str:
        """The same for files of the same names and contents."""
        contents = [f"{file.name}\0{file.sha256}" for file in self.files]
        return hashlib.sha256("\n".join(contents).encode(errors="surrogatepass")).hexdigest()

    def candidates(self, limits: ImportLimits, /) -> list[Candidate]:
        """Every file, by name; those that may not be read with the reason."""
        names = without_common_folder([file.name.replace("\\", "/") for file in self.files])
        return [
            self._candidate(file, name, limits)
            for file, name in zip(self.files, names, strict=True)
            if not is_litter(name)
        ]

    def _candidate(self, file: UploadedFile, name: str, limits: ImportLimits) -> Candidate:
        status = file.path.lstat()
        return Candidate(
            name=name,
            category=category_of(name),
            key=digest_of([name, file.sha256]),
            size_bytes=status.st_size,
            read=file.path.read_bytes,
            refusal=_refusal_of(status, limits),
        )


def category_of(name: str) -> str:
    """The first folder of a path with /, or the default."""
    parts = PurePosixPath(name).parts
    return category_name(parts[0]) if len(parts) > 1 else DEFAULT_CATEGORY


def without_common_folder(names: Sequence[str]) -> list[str]:
    """Names without the folder that all share, if there are folders inside it as well."""
    parts = [PurePosixPath(name).parts for name in names if not is_litter(name)]
    shared = {part[0] for part in parts}
    if len(shared) != 1 or not any(len(part) > 2 for part in parts) or {1} & set(map(len, parts)):
        return list(names)
    prefix = f"{shared.pop()}/"
    return [name.removeprefix(prefix) for name in names]


def _files_below(folder: Path) -> Iterator[Path]:
    for place, folders, files in os.walk(folder, followlinks=False):
        linked = [name for name in folders if (Path(place) / name).is_symlink()]
        folders[:] = sorted(name for name in folders if name not in linked and not is_litter(name))
        yield from (Path(place) / name for name in sorted([*files, *linked]) if not is_litter(name))


def _refusal_of(status: os.stat_result, limits: ImportLimits) -> str:
    if stat.S_ISLNK(status.st_mode):
        return "is a link; links are not followed"
    if not stat.S_ISREG(status.st_mode):
        return "is no ordinary file"
    return refusal_of_size(status.st_size, limits)


def refusal_of_size(size_bytes: int, limits: ImportLimits) -> str:
    """Why a file of this size is not read, or ""."""
    try:
        check_size(size_bytes, limits)
    except PhotoRefusedError as refusal:
        return str(refusal)
    return ""


def digest_of(parts: Iterable[object]) -> str:
    """A short key of some values."""
    return hashlib.sha256("\0".join(map(str, parts)).encode(errors="surrogatepass")).hexdigest()[
        :24
    ]
