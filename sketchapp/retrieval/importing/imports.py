"""Photos that a browser sends to make a gallery of: one `Import` from the first byte to the last.

The browser begins an import, sends its files one by one, and starts the building; a thread builds
while the page watches. An import that nobody started is forgotten after a day.
"""

from __future__ import annotations

import logging
import secrets
import shutil
import threading
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from sketchapp.errors import GalleryError, SketchAppError
from sketchapp.models.retriever import Retriever
from sketchapp.retrieval.importing.build import ImportCancelledError, ImportJob, build_gallery
from sketchapp.retrieval.importing.limits import ImportLimits
from sketchapp.retrieval.importing.names import check_gallery_name
from sketchapp.retrieval.importing.progress import Progress
from sketchapp.retrieval.importing.sources import UploadedFile
from sketchapp.retrieval.importing.zip_source import source_of_upload
from sketchapp.retrieval.library import Library
from sketchapp.retrieval.records import GalleryRecord
from sketchapp.retrieval.visitor import Visitor

log = logging.getLogger(__name__)

MOST_AT_ONCE = 8  # imports of all visitors; each holds files on disk
KEPT_DONE = 50  # finished imports that a page may still ask about
FORGOTTEN_AFTER_S = 24 * 3600
LONGEST_FILE_NAME = 400

RUNNING = "Another gallery of yours is being built. Wait until it is done, or cancel it."
FULL = "Many people are adding photos at the moment. Try it again in a few minutes."
UNKNOWN = "This import is not known any more. Start it again."
CLOSED = "This import takes no more files. Start another one."
TOO_MANY = "These are too many files; {count:,} are allowed."
TOO_LARGE = "These files are too large together for one import."
BROKEN = "Something went wrong on our side, and the gallery was not made. Try it again."

WORKING: frozenset[str] = frozenset({"reading", "encoding", "finishing"})


@dataclass(frozen=True)
class ImportState:
    """How far an import is; error is the sentence to show where it failed.

    phase is "sending", one of WORKING, or how it ended: "done", "failed" or "cancelled".
    """

    phase: str = "sending"
    done: int = 0
    total: int = 0
    skipped: int = 0
    photos_per_s: float = 0.0
    error: str = ""
    gallery: GalleryRecord | None = None


@dataclass(eq=False)
class Import:
    """One visitor's import: its files on disk, and the state that the page watches."""

    id: str
    visitor: Visitor
    name: str
    folder: Path
    add_to: str
    begun: float = field(default_factory=time.time)
    files: dict[int, UploadedFile] = field(default_factory=dict)
    n_bytes: int = 0
    state: ImportState = ImportState()
    cancelled: threading.Event = field(default_factory=threading.Event)

    @property
    def is_open(self) -> bool:
        """Whether it is still sending or building."""
        return self.state.phase == "sending" or self.state.phase in WORKING


class Imports:
    """All imports of this server. Safe to call from several threads."""

    def __init__(self, library: Library, retriever: Retriever, limits: ImportLimits) -> None:
        """Uploads that a stopped server left behind are removed."""
        self.library, self.retriever, self.limits = library, retriever, limits
        self.folder = library.folder / ".uploads"
        shutil.rmtree(self.folder, ignore_errors=True)
        self._imports: dict[str, Import] = {}
        self._lock = threading.Lock()

    def begin(self, visitor: Visitor, name: str, add_to: str = "") -> Import:
        """A new import of this visitor, who may have one at a time.

        Raises GalleryError for a name that cannot be, a gallery that is not the visitor's, while
        another import of the visitor is being built, or when too many are under way.
        """
        name = check_gallery_name(name)
        if add_to:
            self.library.changeable(add_to, visitor)
        with self._lock:
            self._make_room(visitor)
            folder = self.folder / secrets.token_hex(16)
            one = Import(folder.name, visitor, name, folder, add_to)
            self._imports[one.id] = one
        folder.mkdir(parents=True)
        return one

    def _make_room(self, visitor: Visitor) -> None:
        """Forget what was given up; GalleryError where another import is in the way."""
        for one in self._open_imports():
            outdated = time.time() - one.begun > FORGOTTEN_AFTER_S
            if one.state.phase == "sending" and (outdated or one.visitor == visitor):
                self._give_up(one)
        still_open = self._open_imports()
        if any(one.visitor == visitor for one in still_open):
            raise GalleryError(RUNNING)
        if len(still_open) >= MOST_AT_ONCE:
            raise GalleryError(FULL)
        done = [key for key, one in self._imports.items() if not one.is_open]
        for key in done[:-KEPT_DONE]:
            del self._imports[key]

    def _open_imports(self) -> list[Import]:
        return [one for one in self._imports.values() if one.is_open]

    def of(self, import_id: str) -> Import:
        """The import with this id, which only its browser knows; GalleryError where none is."""
        one = self._imports.get(import_id)
        if one is None:
            raise GalleryError(UNKNOWN)
        return one

    def running(self, visitor: Visitor) -> Import | None:
        """What is being built for this visitor, if anything is."""
        own = [one for one in self._imports.values() if one.visitor == visitor and visitor.owner]
        return next((one for one in own if one.state.phase in WORKING), None)

    async def receive(
        self, import_id: str, number: int, name: str, stream: AsyncIterator[bytes]
    ) -> None:
        """Keep one file of an import; sent again, it replaces what came before.

        Raises GalleryError where the import takes no files any more, or the file goes beyond a
        limit. A photo may be one byte over its limit: the building then lists it as too large.
        """
        one = self.of(import_id)
        if one.state.phase != "sending":
            raise GalleryError(CLOSED)
        if not 0 <= number < self.limits.max_members or len(name) > LONGEST_FILE_NAME:
            raise GalleryError(TOO_MANY.format(count=self.limits.max_members))
        is_zip = name.lower().endswith(".zip")
        most = self.limits.max_total_bytes if is_zip else self.limits.max_photo_bytes + 1
        path = one.folder / f"{number:06d}"
        partial = path.with_suffix(".part")
        room = min(most, self.limits.max_total_bytes - one.n_bytes)
        size = await _write(partial, stream, room)
        partial.replace(path)
        with self._lock:
            one.files[number] = UploadedFile(path, name)
            one.n_bytes += size

    def start(self, import_id: str) -> None:
        """Build the gallery from what was sent, in a thread of its own."""
        one = self.of(import_id)
        with self._lock:
            if one.state.phase != "sending":
                return
            one.state = ImportState("reading", total=len(one.files))
        threading.Thread(target=self._build, args=[one], name="import", daemon=True).start()

    def cancel(self, import_id: str) -> None:
        """Stop; nothing of it is listed."""
        one = self.of(import_id)
        one.cancelled.set()
        with self._lock:
            if one.state.phase == "sending":
                self._give_up(one)

    def _give_up(self, one: Import) -> None:
        one.cancelled.set()
        one.state = replace(one.state, phase="cancelled")
        shutil.rmtree(one.folder, ignore_errors=True)

    def _build(self, one: Import) -> None:
        last = self._last_state(one)
        shutil.rmtree(one.folder, ignore_errors=True)
        one.state = last

    def _last_state(self, one: Import) -> ImportState:
        """Build, with the state kept up to date on the way; how it ended."""
        try:
            source = source_of_upload([one.files[number] for number in sorted(one.files)])
            job = ImportJob(
                source, one.name, one.visitor, one.add_to, self.limits, one.cancelled.is_set
            )
            last = one.state
            for progress in build_gallery(self.library, self.retriever, job):
                last = _state_of(progress)
                if progress.gallery is None:
                    one.state = last
            return last
        except ImportCancelledError:
            return replace(one.state, phase="cancelled")
        except SketchAppError as error:
            return replace(one.state, phase="failed", error=str(error))
        except Exception:  # the page shows a sentence, the log has the trace
            log.exception("an import failed")
            return replace(one.state, phase="failed", error=BROKEN)


def _state_of(progress: Progress) -> ImportState:
    return ImportState(
        progress.phase,
        progress.done,
        progress.total,
        progress.skipped,
        progress.photos_per_s,
        gallery=progress.gallery,
    )


async def _write(path: Path, stream: AsyncIterator[bytes], room: int) -> int:
    """Write at most `room` bytes; GalleryError, and no file, where more come."""
    size = 0
    try:
        with path.open("wb") as file:
            async for chunk in stream:
                size += len(chunk)
                if size > room:
                    raise GalleryError(TOO_LARGE)
                file.write(chunk)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return size
