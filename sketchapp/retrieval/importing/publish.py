"""From a staging folder to a gallery in the list: all at once, or not at all."""

from __future__ import annotations

import json
import os
from collections import Counter
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from sketchapp.errors import GalleryError
from sketchapp.retrieval.gallery import MANIFEST, Gallery, Photo
from sketchapp.retrieval.importing.journal import Outcome, outcome_line
from sketchapp.retrieval.importing.limits import ImportLimits
from sketchapp.retrieval.importing.staging import IMPORTED, PHOTOS, Staging, photo_file
from sketchapp.retrieval.library import Library, read_gallery
from sketchapp.retrieval.records import (
    MAX_LISTED,
    GalleryRecord,
    Skipped,
    settle_folder,
    write_durably,
    write_record,
)
from sketchapp.retrieval.visitor import Visitor

MOST_TITLE = 80  # characters of a photo's title, which is the name of its file
DELETED = "the gallery was deleted meanwhile; the photos were not added"


@dataclass(frozen=True)
class Publication:
    """What is told of a gallery when it is listed."""

    name: str
    visitor: Visitor
    skipped: tuple[Skipped, ...]
    limits: ImportLimits


def staged_gallery(library: Library, staging: Staging) -> Gallery:
    """The gallery as it will be: earlier photos where they are, new ones where they are staged."""
    folder = library.folder_of(staging.gallery_id)
    earlier = library.load(staging.gallery_id).photos if folder else ()
    new = tuple(
        Photo(one.photo, one.category, staging.photo_path(one.photo)) for one in new_photos(staging)
    )
    return Gallery(folder or staging.gallery, earlier + new)


def new_photos(staging: Staging) -> list[Outcome]:
    """Outcomes of the photos that the finished gallery does not have yet."""
    outcomes = staging.journal.outcomes.values()
    return [one for one in outcomes if one.photo and one.photo not in staging.earlier]


def publish(library: Library, staging: Staging, publication: Publication) -> GalleryRecord:
    """List the gallery, or the photos added to one; GalleryError where that one went away."""
    new = new_photos(staging)
    with library.changing():
        if library.folder_of(staging.gallery_id) is not None:
            record = _add(library, staging, publication, new)
        elif staging.is_addition:
            raise GalleryError(DELETED)
        else:
            record = _list_new(library, staging, publication, new)
    library.discard(staging.folder)
    return record


def _list_new(
    library: Library, staging: Staging, publication: Publication, new: list[Outcome]
) -> GalleryRecord:
    first = GalleryRecord(
        id=staging.gallery_id,
        name=publication.name,
        owner=publication.visitor.owner,
        shared=publication.visitor.is_operator,
        created=datetime.now(UTC).isoformat(timespec="milliseconds"),
    )
    _settle(staging.gallery / PHOTOS)
    write_durably(staging.gallery / IMPORTED, _lines([outcome_line(one) for one in new]))
    write_durably(staging.gallery / MANIFEST, _lines([_entry(one) for one in new]))
    record = _counted(first, publication, staging.gallery)
    write_record(staging.gallery, record)
    staging.gallery.replace(library.folder / staging.gallery_id)
    settle_folder(library.folder)
    return record


def _add(
    library: Library, staging: Staging, publication: Publication, new: list[Outcome]
) -> GalleryRecord:
    """Photos first, then the manifest that names them: a kill in between leaves no wrong line.

    What another addition brought since this one began is there already.
    """
    record = library.changeable(staging.gallery_id, publication.visitor)
    folder = library.folder / record.id
    known = {photo.id for photo in read_gallery(folder).photos}
    new = [one for one in new if one.photo not in known]
    for one in new:
        if (staged := staging.photo_path(one.photo)).is_file():
            staged.replace(folder / PHOTOS / photo_file(one.photo))
    _settle(folder / PHOTOS)
    _extend(folder / IMPORTED, [outcome_line(one) for one in new])
    _extend(folder / MANIFEST, [_entry(one) for one in new])
    record = _counted(record, publication, folder)
    write_record(folder, record)
    return record


def _counted(record: GalleryRecord, publication: Publication, folder: Path) -> GalleryRecord:
    """The record with what the folder's manifest has now."""
    photos = read_gallery(folder).photos
    return replace(
        record,
        n_photos=len(photos),
        categories=dict(sorted(Counter(photo.category for photo in photos).items())),
        bytes=sum(photo.path.stat().st_size for photo in photos),
        skipped_count=len(publication.skipped),
        skipped=publication.skipped[:MAX_LISTED],
        limits=asdict(publication.limits),
    )


def _entry(one: Outcome) -> str:
    return json.dumps(
        {
            "file_name": f"{PHOTOS}/{photo_file(one.photo)}",
            "id": one.photo,
            "category": one.category,
            "title": PurePosixPath(one.name).stem[:MOST_TITLE],
        },
        ensure_ascii=False,
    )


def _extend(path: Path, lines: list[str]) -> None:
    if lines:
        write_durably(path, path.read_text(encoding="utf-8") + _lines(lines))


def _lines(lines: list[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


def _settle(photos: Path) -> None:
    """Make the photos themselves survive a loss of power, before anything names them."""
    if hasattr(os, "sync"):
        os.sync()  # one call for all: fsync of each of 10,000 files would take minutes
    settle_folder(photos)


class NothingImportedError(GalleryError):
    """No file became a photo; `skipped` says why for each."""

    def __init__(self, skipped: tuple[Skipped, ...]) -> None:
        shown = "; ".join(f"{one.name} {one.reason}" for one in skipped[:3])
        counted = "1 file was" if len(skipped) == 1 else f"{len(skipped)} files were"
        super().__init__(
            f"no photo could be taken in; {counted} skipped"
            + (f": {shown}" if shown else "; the folder or zip has none")
        )
        self.skipped = skipped
