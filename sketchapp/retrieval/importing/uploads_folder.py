"""Where this process keeps what browsers send, apart from other processes on the same library."""

from __future__ import annotations

import secrets
import shutil
from pathlib import Path

from filelock import FileLock, Timeout

UPLOADS = ".uploads"
LOCK_SUFFIX = ".lock"  # beside the folder, so that it is held before there is anything to remove


class UploadsFolder:
    """One folder of a process, with a lock that says that the process lives.

    The system opens the lock when the process ends, however it ends; the folder may then go.
    """

    def __init__(self, library: Path) -> None:
        """Removes what processes that ended have left; makes nothing yet."""
        self._place = library / UPLOADS
        self.folder = self._place / secrets.token_hex(8)
        self._lock = FileLock(_lock_of(self.folder), thread_local=False)
        _remove_abandoned(self._place)

    def make(self, name: str) -> Path:
        """A new folder inside; OSError where the disk does not allow it."""
        self._place.mkdir(parents=True, exist_ok=True)
        if not self._lock.is_locked:
            self._lock.acquire()
        folder = self.folder / name
        folder.mkdir(parents=True)
        return folder


def _remove_abandoned(place: Path) -> None:
    for folder in [path for path in place.glob("*") if path.is_dir()]:
        try:
            with FileLock(_lock_of(folder), timeout=0):
                shutil.rmtree(folder, ignore_errors=True)
            _lock_of(folder).unlink(missing_ok=True)
        except (Timeout, OSError):  # its process lives, or it is not ours to remove
            continue


def _lock_of(folder: Path) -> Path:
    return folder.with_name(folder.name + LOCK_SUFFIX)
