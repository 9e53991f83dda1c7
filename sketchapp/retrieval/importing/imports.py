"""Photos that a browser sends to make a gallery of: one `Import` from the first byte to the last.

The browser begins an import, sends its files one by one, and starts the building; a thread builds
one gallery after the other while the pages watch. An import that sends nothing any more is
forgotten.
"""

from __future__ import annotations

import logging
import secrets
import shutil
import threading
import time
from collections import deque
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, replace
from functools import partial

from sketchapp.errors import GalleryError, SketchAppError
from sketchapp.models.retriever import Retriever
from sketchapp.retrieval.importing.arrival import Arrived, disk_sentences, keep_stream
from sketchapp.retrieval.importing.build import (
    ImportCancelledError,
    ImportJob,
    build_gallery,
    check_allowed,
)
from sketchapp.retrieval.importing.limits import ImportLimits
from sketchapp.retrieval.importing.names import check_gallery_name
from sketchapp.retrieval.importing.one_import import (
    CANCELLED,
    WAITING,
    WORKING,
    Import,
    ImportState,
)
from sketchapp.retrieval.importing.sources import UploadedFile
from sketchapp.retrieval.importing.uploads_folder import UploadsFolder
from sketchapp.retrieval.importing.zip_source import source_of_upload
from sketchapp.retrieval.library import Library
from sketchapp.retrieval.visitor import Visitor

log = logging.getLogger(__name__)

MOST_AT_ONCE = 8  # imports of all visitors that hold files on the disk
MOST_EMPTY = 200  # imports that were begun, and have sent nothing yet
MOST_ARRIVING = 6  # files of one import at the same time; the page sends three
KEPT_DONE = 50  # finished imports that a page may still ask about
SILENT_S = 600  # a page that sent nothing for so long was closed
GIVEN_UP_S = 24 * 3600  # what a cancelled import has built so far is kept, to go on with
LONGEST_FILE_NAME = 400

RUNNING = "Another gallery of yours is being built. Wait until it is done, or cancel it."
FULL = "Many people are adding photos at the moment. Try it again in a few minutes."
UNKNOWN = "This import is not known any more. Start it again."
CLOSED = "This import takes no more files. Start another one."
TOO_MANY = "These are too many files; {count:,} are allowed."
TOO_MANY_ARRIVING = "At most {count} files can be sent at the same time. Send the rest after them."
TOO_LARGE = "These files are too large together for one import."
BROKEN = "Something went wrong on our side, and the gallery was not made. Try it again."


class Imports:
    """All imports of this process. Safe to call from several threads."""

    def __init__(self, library: Library, retriever: Retriever, limits: ImportLimits) -> None:
        """Uploads that a stopped server left behind are removed."""
        self.library, self.retriever, self.limits = library, retriever, limits
        self.uploads = UploadsFolder(library.folder)
        self._imports: dict[str, Import] = {}
        self._waiting: deque[tuple[Import, list[UploadedFile]]] = deque()
        self._is_building = False
        self._lock = threading.Lock()

    def begin(self, visitor: Visitor, name: str, add_to: str = "") -> Import:
        """A new import of this visitor, who may have one at a time.

        Raises GalleryError for a name that cannot be, a visitor who may not add photos (there),
        while another import of the visitor is being built, or when too many are under way.
        """
        name = check_gallery_name(name)
        check_allowed(self.library, visitor, add_to, self.limits)
        self.library.sweep_unfinished(time.time() - GIVEN_UP_S)
        with self._lock:
            given_up = self._forget(visitor)
        _remove(given_up)
        with self._lock:
            self._check_room(visitor)
            import_id = secrets.token_hex(16)
            with disk_sentences():
                folder = self.uploads.make(import_id)
            one = Import(import_id, visitor, name, folder, add_to)
            self._imports[one.id] = one
        return one

    def _forget(self, visitor: Visitor) -> list[Import]:
        """End what the visitor left for a new import, or a page left silent; forget old ones."""
        silent_since = time.time() - SILENT_S
        sending = [one for one in self._imports.values() if one.is_sending]
        gone = [one for one in sending if one.visitor == visitor or one.touched < silent_since]
        empty = [one for one in sending if one not in gone and not one.n_bytes]
        empty.sort(key=lambda one: one.touched)
        gone += empty[: max(0, len(empty) + 1 - MOST_EMPTY)]
        for one in gone:
            _end(one)
        done = [key for key, one in self._imports.items() if not one.is_open]
        for key in done[:-KEPT_DONE]:
            del self._imports[key]
        return gone

    def _check_room(self, visitor: Visitor) -> None:
        if any(one.visitor == visitor and one.is_open for one in self._imports.values()):
            raise GalleryError(RUNNING)
        self._check_load()

    def _check_load(self) -> None:
        if sum(one.is_busy for one in self._imports.values()) >= MOST_AT_ONCE:
            raise GalleryError(FULL)

    def of(self, import_id: str) -> Import:
        """The import with this id, which only its browser knows; GalleryError where none is."""
        with self._lock:
            one = self._imports.get(import_id)
        if one is None:
            raise GalleryError(UNKNOWN)
        return one

    def running(self, visitor: Visitor) -> Import | None:
        """What is being built for this visitor, or waits for that, if anything does."""
        with self._lock:
            known = list(self._imports.values())
        own = [one for one in known if one.visitor == visitor and visitor.owner]
        return next((one for one in own if one.state.phase in WORKING), None)

    async def receive(
        self, import_id: str, number: int, name: str, stream: AsyncIterator[bytes]
    ) -> None:
        """Keep one file of an import; sent again, it replaces what came before.

        Raises GalleryError where the import takes no files any more, also in the middle of one, the
        file goes beyond a limit, or the disk does not take it. A photo may be one byte over its
        limit: the building then lists it as too large.
        """
        one = self.of(import_id)
        upload = self._admit(one, number, name)
        try:
            arrived = await keep_stream(one.folder, stream, partial(self._count, upload))
            self._settle(upload, arrived)
        finally:
            with self._lock:
                one.n_arriving -= 1
                one.n_bytes -= upload.n_bytes

    def _admit(self, one: Import, number: int, name: str) -> _Upload:
        """Let a file begin to arrive; what was sent under its number before is dropped."""
        if not 0 <= number < self.limits.max_members or len(name) > LONGEST_FILE_NAME:
            raise GalleryError(TOO_MANY.format(count=self.limits.max_members))
        is_zip = name.lower().endswith(".zip")
        most = self.limits.max_total_bytes if is_zip else self.limits.max_photo_bytes + 1
        with self._lock:
            _check_sending(one)
            if one.n_arriving >= MOST_ARRIVING:
                raise GalleryError(TOO_MANY_ARRIVING.format(count=MOST_ARRIVING))
            _drop(one, number)
            one.n_arriving += 1
        return _Upload(one, number, name, most)

    def _count(self, upload: _Upload, size_bytes: int) -> None:
        """Take a piece into account before it is written; GalleryError where it may not come."""
        one = upload.one
        with self._lock:
            _check_sending(one)
            if not one.n_bytes:
                self._check_load()
            if upload.n_bytes + size_bytes > upload.most:
                raise GalleryError(TOO_LARGE)
            if one.n_bytes + size_bytes > self.limits.max_total_bytes:
                raise GalleryError(TOO_LARGE)
            upload.n_bytes += size_bytes
            one.n_bytes += size_bytes
            one.touched = time.time()

    def _settle(self, upload: _Upload, arrived: Arrived) -> None:
        """Make the file one of the import's, which its bytes then count for."""
        one, path = upload.one, upload.one.folder / f"{upload.number:06d}"
        try:
            with self._lock, disk_sentences():
                _check_sending(one)
                _drop(one, upload.number)
                arrived.path.replace(path)
                one.files[upload.number] = UploadedFile(path, upload.name, arrived.sha256)
                upload.n_bytes = 0
        except GalleryError:
            arrived.path.unlink(missing_ok=True)
            raise

    def start(self, import_id: str) -> None:
        """Build the gallery from what was sent, in a thread, when those before it are done."""
        one = self.of(import_id)
        with self._lock:
            if not one.is_sending:
                return
            files = [one.files[number] for number in sorted(one.files)]
            one.files.clear()
            phase = WAITING if self._is_building else "reading"
            one.state = ImportState(phase, total=len(files))
            self._waiting.append((one, files))
            if self._is_building:
                return
            self._is_building = True
        threading.Thread(target=self._build_all, name="import", daemon=True).start()

    def cancel(self, import_id: str) -> None:
        """Stop; nothing of it is listed."""
        one = self.of(import_id)
        with self._lock:
            one.cancelled.set()
            if not one.is_sending and one.state.phase != WAITING:
                return  # the building asks between photos
            _end(one)
        _remove([one])

    def _build_all(self) -> None:
        """Build one gallery after the other: two at once take as long, and twice the memory."""
        while (following := self._next()) is not None:
            one, files = following
            last = self._last_state(one, files)
            _remove([one])
            one.state = last

    def _next(self) -> tuple[Import, list[UploadedFile]] | None:
        with self._lock:
            while self._waiting:
                one, files = self._waiting.popleft()
                if one.is_open:
                    one.state = replace(one.state, phase="reading")
                    return one, files
            self._is_building = False
            return None

    def _last_state(self, one: Import, files: list[UploadedFile]) -> ImportState:
        """Build, with the state kept up to date on the way; how it ended."""
        try:
            source = source_of_upload(files)
            job = ImportJob(
                source, one.name, one.visitor, one.add_to, self.limits, one.cancelled.is_set
            )
            last = one.state
            for progress in build_gallery(self.library, self.retriever, job):
                last = ImportState.of(progress)
                if progress.gallery is None:
                    one.state = last
            return last
        except ImportCancelledError:
            return replace(one.state, phase=CANCELLED)
        except SketchAppError as error:
            return replace(one.state, phase="failed", error=str(error))
        except Exception:  # the page shows a sentence, the log has the trace
            log.exception("an import failed")
            return replace(one.state, phase="failed", error=BROKEN)


@dataclass(eq=False)
class _Upload:
    """A file that is arriving: at most `most` bytes; n_bytes of it came, and are not settled."""

    one: Import
    number: int
    name: str
    most: int
    n_bytes: int = 0


def _check_sending(one: Import) -> None:
    if not one.is_sending:
        raise GalleryError(CLOSED)


def _drop(one: Import, number: int) -> None:
    """Take a file out of an import, and its bytes out of the count."""
    file = one.files.pop(number, None)
    if file is not None:
        with disk_sentences():
            one.n_bytes -= file.path.stat().st_size
            file.path.unlink()


def _end(one: Import) -> None:
    one.cancelled.set()
    one.state = replace(one.state, phase=CANCELLED)
    one.files.clear()


def _remove(imports: Iterable[Import]) -> None:
    """Delete what was sent; never under the lock, since it may take long."""
    for one in imports:
        shutil.rmtree(one.folder, ignore_errors=True)
