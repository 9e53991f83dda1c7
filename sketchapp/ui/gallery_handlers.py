"""What the gallery panel asks of the server: list, rename, delete, and the steps of an import."""

from __future__ import annotations

from collections.abc import Callable

from sketchapp.resources import Resources
from sketchapp.retrieval.importing.imports import Imports
from sketchapp.retrieval.importing.one_import import Import, ImportState
from sketchapp.retrieval.records import GalleryRecord
from sketchapp.retrieval.visitor import Visitor
from sketchapp.ui import text
from sketchapp.ui.spoken import json_text, spoken, text_field

LISTED_SKIPS = 100
BROKEN = "Something went wrong on our side. Try it again, or reload the page."


def gallery_handlers(resources: Resources) -> list[Callable[[object], str]]:
    """The server functions of a GalleryPanel, by the names that galleries.js calls."""
    return [*_list_handlers(resources), *_import_handlers(resources.imports)]


def _list_handlers(resources: Resources) -> list[Callable[[object], str]]:
    library = resources.library

    def list_galleries(given: object) -> str:
        return _spoken(lambda: _listing(resources, _visitor(given)))

    def rename_gallery(given: object) -> str:
        def rename() -> str:
            library.rename(text_field(given, "id"), text_field(given, "name"), _visitor(given))
            return _listing(resources, _visitor(given))

        return _spoken(rename)

    def delete_gallery(given: object) -> str:
        def delete() -> str:
            library.delete(text_field(given, "id"), _visitor(given))
            return _listing(resources, _visitor(given))

        return _spoken(delete)

    return [list_galleries, rename_gallery, delete_gallery]


def _import_handlers(imports: Imports) -> list[Callable[[object], str]]:
    def begin_import(given: object) -> str:
        def begin() -> str:
            name, add_to = text_field(given, "name"), text_field(given, "add_to")
            return json_text({"id": imports.begin(_visitor(given), name, add_to).id})

        return _spoken(begin)

    def start_import(given: object) -> str:
        def start() -> str:
            imports.start(text_field(given, "id"))
            return _watch(imports.of(text_field(given, "id")))

        return _spoken(start)

    def watch_import(given: object) -> str:
        return _spoken(lambda: _watch(imports.of(text_field(given, "id"))))

    def cancel_import(given: object) -> str:
        def cancel() -> str:
            imports.cancel(text_field(given, "id"))
            return _watch(imports.of(text_field(given, "id")))

        return _spoken(cancel)

    return [begin_import, start_import, watch_import, cancel_import]


def _spoken(work: Callable[[], str]) -> str:
    return spoken(work, broken=BROKEN)


def _visitor(given: object) -> Visitor:
    return Visitor(text_field(given, "token"))


def _listing(resources: Resources, visitor: Visitor) -> str:
    running = resources.imports.running(visitor)
    return json_text(
        {
            "galleries": [
                _gallery(record, visitor) for record in resources.library.visible_to(visitor)
            ],
            "running": running.id if running else None,
        }
    )


def _gallery(record: GalleryRecord, visitor: Visitor) -> dict[str, object]:
    """A gallery as the panel shows it; names are put on the page as text, never as HTML."""
    categories = tuple(sorted(record.categories))
    return {
        "id": record.id,
        "name": text.SHIPPED_GALLERY if record.is_shipped else record.name,
        "count": record.n_photos,
        "categories": categories,
        "own": bool(visitor.owner) and record.owner == visitor.owner,
        "welcome": text.welcome(categories if record.is_shipped else ()),
        "unfamiliar": text.unfamiliar_detail(categories),
    }


def _watch(one: Import) -> str:
    state = one.state
    return json_text(
        {
            "id": one.id,
            "name": one.name,
            "phase": state.phase,
            "done": state.done,
            "total": state.total,
            "skipped": state.skipped,
            "per_second": round(state.photos_per_s, 1),
            "error": state.error,
            "result": _result(state),
        }
    )


def _result(state: ImportState) -> dict[str, object] | None:
    if state.gallery is None:
        return None
    skipped = state.gallery.skipped[:LISTED_SKIPS] if state.skipped else ()
    return {
        "gallery": state.gallery.id,
        "count": state.gallery.n_photos,
        "skipped": [{"name": one.name, "reason": one.reason} for one in skipped],
    }
