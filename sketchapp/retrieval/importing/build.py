"""An import from its source to a gallery in the list."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from sketchapp.errors import GalleryError
from sketchapp.models.retriever import Retriever
from sketchapp.retrieval.embeddings import encode_gallery, gallery_embeddings
from sketchapp.retrieval.importing.limits import MB, ImportLimits
from sketchapp.retrieval.importing.names import check_gallery_name
from sketchapp.retrieval.importing.progress import Meter, Progress
from sketchapp.retrieval.importing.publish import (
    DELETED,
    NothingImportedError,
    Publication,
    new_photos,
    publish,
    staged_gallery,
)
from sketchapp.retrieval.importing.reading import Reading
from sketchapp.retrieval.importing.sources import Source
from sketchapp.retrieval.importing.staging import JobKey, Staging, open_staging
from sketchapp.retrieval.library import Library
from sketchapp.retrieval.visitor import Visitor


class ImportCancelledError(GalleryError):
    """The person stopped the import; begun again, it goes on."""


@dataclass(frozen=True)
class ImportJob:
    """What to import, as what, and for whom.

    add_to is the id of a gallery that gets the photos ("": a new one); cancelled is asked between
    photos.
    """

    source: Source
    name: str
    visitor: Visitor
    add_to: str = ""
    limits: ImportLimits = field(default_factory=ImportLimits)
    cancelled: Callable[[], bool] = lambda: False

    def check_cancelled(self) -> None:
        """ImportCancelledError where the person has stopped it."""
        if self.cancelled():
            raise ImportCancelledError(
                "the import was stopped; nothing was added. Start it again to go on"
            )


def build_gallery(library: Library, retriever: Retriever, job: ImportJob) -> Iterator[Progress]:
    """Read, encode and list the photos of a source; the last report has the gallery.

    Nothing is listed before that. A run that was stopped or killed goes on when the same visitor
    gives the same name and source again: nothing is decoded or encoded twice. Raises GalleryError
    where the whole is refused or the disk is full, ImportCancelledError where it was stopped.
    """
    job = replace(job, name=check_gallery_name(job.name))
    try:
        job.source.check(job.limits)
        check_allowed(library, job.visitor, job.add_to, job.limits)
        with open_staging(library, _key(job)) as staging:
            yield from _build(library, retriever, job, staging)
    except OSError as error:
        raise GalleryError(_what_failed(library, job, error)) from error


def _build(
    library: Library, retriever: Retriever, job: ImportJob, staging: Staging
) -> Iterator[Progress]:
    reading = Reading(job.source, job.limits, staging)
    for progress in reading.steps():
        yield progress
        job.check_cancelled()
    skipped = tuple(reading.skipped)
    if not new_photos(staging) and not staging.earlier:
        library.discard(staging.folder)  # there is nothing that a second run could go on with
        raise NothingImportedError(skipped)
    gallery = staged_gallery(library, staging)
    meter = Meter("encoding", len(gallery.photos))
    before = None
    for done in encode_gallery(retriever, gallery):
        before = done if before is None else before
        yield meter.progress(done, len(skipped), done - before)
        job.check_cancelled()
    yield Meter("finishing", 1).progress(0, len(skipped), 0)
    gallery_embeddings(retriever, gallery)  # joins what was encoded
    record = publish(library, staging, Publication(job.name, job.visitor, skipped, job.limits))
    end = Meter("done", record.n_photos).progress(record.n_photos, len(skipped), 0)
    yield replace(end, gallery=record)


def _what_failed(library: Library, job: ImportJob, error: OSError) -> str:
    if job.add_to and library.folder_of(job.add_to) is None:
        return DELETED
    return f"the gallery cannot be written: {error.strerror or error}; make room and start again"


def _key(job: ImportJob) -> JobKey:
    return JobKey(job.name, job.visitor.owner, job.source.fingerprint(), job.add_to)


def check_allowed(library: Library, visitor: Visitor, add_to: str, limits: ImportLimits) -> None:
    """GalleryError where the visitor may not add photos, or no more fit; add_to as in ImportJob."""
    if not visitor.is_operator and not visitor.owner:
        raise GalleryError(
            "photos can be added only by a browser that keeps its key; reload the page"
        )
    if add_to:
        library.changeable(add_to, visitor)
    limit = limits.max_library_bytes
    if not visitor.is_operator and library.added_bytes() > limit:
        raise GalleryError(
            f"the added galleries have reached their {limit / MB:g} MB; delete one, or ask the"
            " operator for more"
        )
