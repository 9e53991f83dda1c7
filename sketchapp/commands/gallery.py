"""`python -m sketchapp gallery ...`: galleries from the command line, as the operator."""

from __future__ import annotations

import json
import sys
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

import typer
from tqdm import tqdm

from sketchapp.commands.options import JsonOption
from sketchapp.errors import GalleryError
from sketchapp.retrieval.gallery import MANIFEST
from sketchapp.retrieval.importing.progress import Progress
from sketchapp.retrieval.library import Library
from sketchapp.retrieval.records import SHIPPED, GalleryRecord
from sketchapp.retrieval.visitor import OPERATOR
from sketchapp.settings import Settings

gallery = typer.Typer(no_args_is_help=True, help="Galleries of one's own photos.")

WhichArgument = Annotated[str, typer.Argument(help="Name or id of a gallery (`gallery list`).")]
CheckpointOption = Annotated[
    Path | None, typer.Option(help="Weights of the retriever; left out, those of the page.")
]
SHOWN = 20  # skipped files that are printed


@gallery.command("build")
def build(
    folder: Annotated[Path, typer.Argument(help="A folder of photos, or a zip.")],
    name: Annotated[str, typer.Option(help="Name of the gallery; a known one gets the photos.")],
    checkpoint: CheckpointOption = None,
) -> None:
    """Make a gallery of a folder or zip; run again, it goes on or adds what is new."""
    from sketchapp.models.load import load_retriever
    from sketchapp.retrieval.importing.build import ImportJob, build_gallery
    from sketchapp.retrieval.importing.limits import ImportLimits
    from sketchapp.retrieval.importing.zip_source import source_of_path

    settings, library = Settings(), _library()
    same = [one for one in _named(library, name) if not one.owner]
    job = ImportJob(
        source=source_of_path(folder),
        name=name,
        visitor=OPERATOR,
        add_to=_only(same, name).id if same else "",
        limits=ImportLimits.of(settings),
    )
    retriever = load_retriever(checkpoint or settings.checkpoint)
    record = _follow(build_gallery(library, retriever, job))
    for one in record.skipped[:SHOWN]:
        print(f"skipped {one.name}: {one.reason}")
    if record.skipped_count > SHOWN:
        print(f"skipped {record.skipped_count} in all; `gallery info {record.id}` has the names")
    print(f"gallery {record.name!r}: {record.n_photos} photos, {record.skipped_count} skipped")


@gallery.command("info")
def info(
    which: Annotated[str, typer.Argument(help="Name, id or folder of a gallery.")] = SHIPPED,
    json_file: JsonOption = None,
    checkpoint: CheckpointOption = None,
) -> None:
    """Describe a gallery: photos, categories, embedding, bytes."""
    figures = _figures(which, checkpoint or Settings().checkpoint)
    text = json.dumps(figures, indent=1, ensure_ascii=False)
    print(text)
    if json_file is not None:
        json_file.parent.mkdir(parents=True, exist_ok=True)
        json_file.write_text(text + "\n", encoding="utf-8")


@gallery.command("list")
def list_galleries() -> None:
    """All galleries, also those that belong to a browser."""
    for one in _library().visible_to(OPERATOR):
        whose = "everyone's" if one.shared else "a browser's"
        print(f"{one.id}  {one.n_photos:6} photos  {whose:11}  {one.name}")


@gallery.command("rename")
def rename(
    which: WhichArgument, name: Annotated[str, typer.Argument(help="Its new name.")]
) -> None:
    """Give a gallery another name."""
    library = _library()
    record = library.rename(_find(library, which).id, name, OPERATOR)
    print(f"gallery {record.id} is now {record.name!r}")


@gallery.command("delete")
def delete(which: WhichArgument) -> None:
    """Delete a gallery and its photos for good."""
    library = _library()
    record = _find(library, which)
    library.delete(record.id, OPERATOR)
    print(f"deleted gallery {record.name!r} with {record.n_photos} photos")


@gallery.command("share")
def share(
    which: WhichArgument,
    undo: Annotated[bool, typer.Option(help="Show it to its owner only.")] = False,
) -> None:
    """Show a gallery that was uploaded to everyone who opens the page."""
    library = _library()
    record = library.share(_find(library, which).id, OPERATOR, shared=not undo)
    print(f"gallery {record.name!r} is {'shared' if record.shared else 'not shared'}")


def _figures(which: str, checkpoint: Path) -> dict[str, Any]:
    """What is counted in a folder or a gallery of the list, and what its record tells besides."""
    from sketchapp.retrieval.figures import gallery_figures

    if (Path(which) / MANIFEST).is_file():
        return {**gallery_figures(Path(which), checkpoint)}
    library = _library()
    record = _find(library, which)
    folder = library.folder_of(record.id)
    if folder is None:
        raise GalleryError(f"gallery {which!r} was deleted this moment")
    return {
        **gallery_figures(folder, checkpoint),
        "id": record.id,
        "name": record.name,
        "shared": record.shared,
        "skipped_count": record.skipped_count,
        "skipped": [f"{one.name}: {one.reason}" for one in record.skipped],
    }


def _library() -> Library:
    settings = Settings()
    return Library(settings.galleries_dir, settings.gallery)


def _find(library: Library, which: str) -> GalleryRecord:
    """The gallery of this id or name; GalleryError where there is none, or more than one."""
    by_id = [one for one in library.visible_to(OPERATOR) if one.id == which]
    return _only(by_id or _named(library, which), which)


def _named(library: Library, name: str) -> list[GalleryRecord]:
    wanted = unicodedata.normalize("NFC", name).strip()  # as names are kept
    return [one for one in library.visible_to(OPERATOR) if one.name == wanted]


def _only(found: list[GalleryRecord], which: str) -> GalleryRecord:
    if not found:
        raise GalleryError(f"gallery {which!r} not found; `gallery list` shows what there is")
    if len(found) > 1:
        ids = ", ".join(one.id for one in found)
        raise GalleryError(
            f"{len(found)} galleries are called {which!r}; name one by its id: {ids}"
        )
    return found[0]


def _follow(steps: Iterable[Progress]) -> GalleryRecord:
    """Show the progress of an import, a bar for each phase, and return its gallery."""
    bar: tqdm | None = None
    for step in steps:
        if step.gallery is not None:
            if bar is not None:
                bar.close()
            return step.gallery
        if bar is None or bar.desc != f"{step.phase}: ":
            if bar is not None:
                bar.close()
            bar = tqdm(total=step.total, desc=step.phase, unit=" photos", file=sys.stderr)
        bar.update(step.done - bar.n)
    raise GalleryError("the import ended without a gallery; run it again")
