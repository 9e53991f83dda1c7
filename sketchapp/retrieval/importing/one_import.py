"""One visitor's import: what was sent, and how far it is."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from sketchapp.retrieval.importing.progress import Progress
from sketchapp.retrieval.importing.sources import UploadedFile
from sketchapp.retrieval.records import GalleryRecord
from sketchapp.retrieval.visitor import Visitor

SENDING, WAITING, CANCELLED = "sending", "waiting", "cancelled"
WORKING: frozenset[str] = frozenset({WAITING, "reading", "encoding", "finishing"})


@dataclass(frozen=True)
class ImportState:
    """How far an import is; error is the sentence to show where it failed.

    phase is "sending", one of WORKING ("waiting" is for the import before it), or how it ended:
    "done", "failed" or "cancelled".
    """

    phase: str = SENDING
    done: int = 0
    total: int = 0
    skipped: int = 0
    photos_per_s: float = 0.0
    error: str = ""
    gallery: GalleryRecord | None = None

    @classmethod
    def of(cls, progress: Progress) -> ImportState:
        """What the page is told of a report of the building."""
        return cls(
            progress.phase,
            progress.done,
            progress.total,
            progress.skipped,
            progress.photos_per_s,
            gallery=progress.gallery,
        )


@dataclass(eq=False)
class Import:
    """One visitor's import: its files on disk until they are built, and the state of it.

    n_bytes are those of all files, also of those that are arriving; touched is when the last of
    them came, in seconds since 1970.
    """

    id: str
    visitor: Visitor
    name: str
    folder: Path
    add_to: str
    touched: float = field(default_factory=time.time)
    files: dict[int, UploadedFile] = field(default_factory=dict)
    n_bytes: int = 0
    n_arriving: int = 0
    state: ImportState = ImportState()
    cancelled: threading.Event = field(default_factory=threading.Event)

    @property
    def is_open(self) -> bool:
        """Whether it is still sending or building."""
        return self.is_sending or self.state.phase in WORKING

    @property
    def is_sending(self) -> bool:
        """Whether it takes files."""
        return self.state.phase == SENDING

    @property
    def is_busy(self) -> bool:
        """Whether it takes of what all visitors share: it has bytes, or is being built."""
        return self.is_open and (self.n_bytes > 0 or not self.is_sending)
