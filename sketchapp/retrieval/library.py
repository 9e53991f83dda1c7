"""All galleries: the one that comes with the app, and those that people added to a data folder.

An added gallery is a folder with a random name (128 bits): metadata.jsonl, photo/, embeddings/,
gallery.json, imported.jsonl. No name that anybody typed or sent becomes a path: ids are looked up
among the folders that are there.
"""

from __future__ import annotations

import logging
import os
import re
import secrets
import shutil
import threading
import time
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from filelock import FileLock, Timeout

from sketchapp.errors import GalleryError
from sketchapp.retrieval.gallery import MANIFEST, Gallery, load_gallery
from sketchapp.retrieval.importing.names import check_gallery_name
from sketchapp.retrieval.records import (
    RECORD,
    SHIPPED,
    GalleryRecord,
    read_record,
    write_record,
)
from sketchapp.retrieval.visitor import Visitor

log = logging.getLogger(__name__)

BUILDING, TRASH, LOCK = ".building", ".trash", ".lock"
STAGING_LOCK = "lock"  # in each folder of BUILDING; held by the import that works there
GALLERY_ID = re.compile(r"[0-9a-f]{32}")
LOADED = 8  # manifests that are kept in memory
PATIENCE_S = 30.0  # for another process that renames, deletes or publishes
UNFINISHED_S = 7 * 24 * 3600.0  # after that an import that stopped is given up


def new_gallery_id() -> str:
    """128 random bits: who knows the id may look at the gallery's photos."""
    return secrets.token_hex(16)


class Library:
    """The list of galleries, and what may be done with each; safe to share between threads."""

    def __init__(self, folder: Path, shipped: Path) -> None:
        """Nothing is created before the first import."""
        self.folder, self.shipped = folder, shipped
        self._loaded: OrderedDict[str, tuple[tuple[int, int], Gallery]] = OrderedDict()
        self._turn = threading.Lock()

    def visible_to(self, visitor: Visitor) -> list[GalleryRecord]:
        """The shipped gallery, then those that are shared or the visitor's own, newest first."""
        added = [one for one in self._added() if one.shared or visitor.owns(one.owner)]
        newest = sorted(added, key=lambda record: record.created, reverse=True)
        return [self.shipped_record, *newest]

    def readable(self, gallery_id: str, visitor: Visitor) -> GalleryRecord:
        """A gallery that the visitor may search; GalleryError where there is none such."""
        if gallery_id == SHIPPED:
            return self.shipped_record
        record = self._record(gallery_id)
        if record is None or not (record.shared or visitor.owns(record.owner)):
            raise GalleryError("this gallery is not here, or is not yours; choose another one")
        return record

    def changeable(self, gallery_id: str, visitor: Visitor) -> GalleryRecord:
        """A gallery that the visitor may change; GalleryError for others and the shipped one."""
        record = self.readable(gallery_id, visitor)
        if record.is_shipped:
            raise GalleryError("the gallery that comes with the app cannot be changed; add another")
        if not visitor.owns(record.owner):
            raise GalleryError(f"gallery {record.name!r} is not yours; only its owner changes it")
        return record

    @cached_property
    def shipped_record(self) -> GalleryRecord:
        """The shipped gallery, counted once."""
        photos = self.load(SHIPPED).photos
        return GalleryRecord(
            id=SHIPPED,
            name=SHIPPED,
            shared=True,
            n_photos=len(photos),
            categories=dict(sorted(Counter(photo.category for photo in photos).items())),
            bytes=sum(photo.path.stat().st_size for photo in photos),
        )

    def load(self, gallery_id: str) -> Gallery:
        """The photos of a gallery, read again after they changed; GalleryError if it is gone."""
        folder = self.folder_of(gallery_id)
        if folder is None:
            raise GalleryError("this gallery is not here any more; choose another one")
        version = self.version(gallery_id)
        with self._turn:
            kept = self._loaded.get(gallery_id)
        if kept is not None and kept[0] == version:
            return kept[1]
        gallery = read_gallery(folder)
        with self._turn:
            self._loaded[gallery_id] = (version, gallery)
            self._loaded.move_to_end(gallery_id)
            while len(self._loaded) > LOADED:
                self._loaded.popitem(last=False)
        return gallery

    def version(self, gallery_id: str) -> tuple[int, int]:
        """Changes when photos are added; (0, 0) where the gallery is gone."""
        folder = self.folder_of(gallery_id)
        try:
            status = (folder / MANIFEST).stat() if folder else None
        except FileNotFoundError:
            status = None
        return (status.st_mtime_ns, status.st_size) if status else (0, 0)

    def photo_path(self, gallery_id: str, photo_id: str) -> Path | None:
        """The file of a photo, looked up in the manifest; None where there is no such photo."""
        try:
            gallery = self.load(gallery_id)
            return gallery.photos[gallery.position(photo_id)].path
        except GalleryError:
            return None

    def rename(self, gallery_id: str, name: str, visitor: Visitor) -> GalleryRecord:
        """Give a gallery another name; GalleryError where it or the visitor does not allow it."""
        checked = check_gallery_name(name)
        return self._change(gallery_id, visitor, lambda record: replace(record, name=checked))

    def share(self, gallery_id: str, visitor: Visitor, shared: bool = True) -> GalleryRecord:
        """Show a gallery to everyone, or only to its owner again; the operator alone does that."""
        if not visitor.is_operator:
            raise GalleryError("only the operator of this page shares galleries; ask them")
        return self._change(gallery_id, visitor, lambda record: replace(record, shared=shared))

    def delete(self, gallery_id: str, visitor: Visitor) -> None:
        """Remove a gallery for good. Whoever searches it keeps the copy in memory."""
        with self.changing():
            self.changeable(gallery_id, visitor)
            folder = self.folder_of(gallery_id)
            if folder is not None:
                self.discard(folder)
        with self._turn:
            self._loaded.pop(gallery_id, None)

    def discard(self, folder: Path) -> None:
        """Make a folder of the library disappear at once, then delete what is in it."""
        trash = self.folder / TRASH
        trash.mkdir(exist_ok=True)
        gone = folder.replace(trash / f"{folder.name}-{secrets.token_hex(4)}")
        shutil.rmtree(gone, ignore_errors=True)

    def sweep(self, now_s: float | None = None) -> None:
        """Delete what was left: half-deleted galleries, and imports untouched for a week."""
        now_s = time.time() if now_s is None else now_s
        shutil.rmtree(self.folder / TRASH, ignore_errors=True)
        self.sweep_unfinished(now_s - UNFINISHED_S)
        for folder in self._gallery_folders():
            if not (folder / RECORD).is_file():  # embeddings of one that was deleted meanwhile
                self.discard(folder)

    def sweep_unfinished(self, before_s: float) -> None:
        """Give up imports that nobody works on and that were last touched before that time."""
        for staging in _folders(self.folder / BUILDING):
            try:
                newest_s = max((path.stat().st_mtime for path in staging.iterdir()), default=0.0)
                if newest_s < before_s:
                    with FileLock(staging / STAGING_LOCK, timeout=0):
                        self.discard(staging)
            except Timeout:  # at work after all
                continue
            except OSError as error:  # published, or swept by another process, this moment
                log.warning("an unfinished import is not removed: %s", error)

    def added_bytes(self) -> int:
        """What the photos of all added galleries take."""
        return sum(record.bytes for record in self._added())

    def folder_of(self, gallery_id: str) -> Path | None:
        """Where a gallery lies, found among the folders that have a record; None if it is gone."""
        if gallery_id == SHIPPED:
            return self.shipped
        found = (folder for folder in self._gallery_folders() if folder.name == gallery_id)
        folder = next(found, None)
        return folder if folder is not None and (folder / RECORD).is_file() else None

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Keep other threads and processes from changing the list meanwhile."""
        self.folder.mkdir(parents=True, exist_ok=True)
        try:
            with FileLock(self.folder / LOCK, timeout=PATIENCE_S):
                yield
        except Timeout as error:
            raise GalleryError("the galleries are being changed; try again in a minute") from error

    def _change(
        self, gallery_id: str, visitor: Visitor, change: Callable[[GalleryRecord], GalleryRecord]
    ) -> GalleryRecord:
        with self.changing():
            changed = change(self.changeable(gallery_id, visitor))
            folder = self.folder_of(gallery_id)
            if folder is not None:
                write_record(folder, changed)
        return changed

    def _record(self, gallery_id: str) -> GalleryRecord | None:
        folder = self.folder_of(gallery_id)
        return None if folder is None else _record_in(folder)

    def _added(self) -> list[GalleryRecord]:
        found = (_record_in(folder) for folder in self._gallery_folders())
        return [record for record in found if record is not None]

    def _gallery_folders(self) -> list[Path]:
        return [path for path in _folders(self.folder) if GALLERY_ID.fullmatch(path.name)]


def read_gallery(folder: Path) -> Gallery:
    """The photos in a folder of the library; the GalleryError is for visitors: it has no path."""
    try:
        return load_gallery(folder)
    except (GalleryError, OSError) as error:
        log.warning("the gallery in %s cannot be read: %s", folder, error)
        raise GalleryError(
            "this gallery is damaged or being deleted; choose another one, or make it again"
        ) from error


def _record_in(folder: Path) -> GalleryRecord | None:
    try:
        return read_record(folder)
    except GalleryError:  # deleted this moment, or damaged: not listed
        return None


def _folders(place: Path) -> list[Path]:
    try:
        return [
            Path(entry.path) for entry in os.scandir(place) if entry.is_dir(follow_symlinks=False)
        ]
    except FileNotFoundError:
        return []
