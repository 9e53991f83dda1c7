"""Render the gallery: python -m sketchapp.synth render|trace|pack|drop|sheet|families."""

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from sketchapp.errors import SketchAppError
from sketchapp.synth.contact_sheet import write_sheet
from sketchapp.synth.designs.catalogue import CATEGORIES, ITEMS_PER_FAMILY, Listing, listing
from sketchapp.synth.pipeline import Photograph, missing, render, retrace
from sketchapp.synth.store import Store, pack

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)

OutOption = Annotated[Path, typer.Option(help="Folder of the gallery.")]
CategoryOption = Annotated[str | None, typer.Option(help="Only this category.")]
FamilyOption = Annotated[str | None, typer.Option(help="Only this family.")]
PerFamilyOption = Annotated[int, typer.Option(min=1, help="Items of each family.")]
ShardOption = Annotated[str, typer.Option(help="0/2 does every second item, 1/2 the others.")]


@app.command("families")
def families_command() -> None:
    """List categories and families."""
    for category, families in CATEGORIES.items():
        typer.echo(f"{category}: {', '.join(families)}")


@app.command("render")
def render_command(  # noqa: PLR0913, PLR0917  (flags are no arguments)
    out: OutOption,
    category: CategoryOption = None,
    family: FamilyOption = None,
    per_family: PerFamilyOption = ITEMS_PER_FAMILY,
    limit: Annotated[int | None, typer.Option(min=1, help="Stop after so many items.")] = None,
    threads: Annotated[int, typer.Option(min=1, help="Threads of the renderer.")] = 1,
    shard: ShardOption = "0/1",
    retry: Annotated[bool, typer.Option(help="Try failed items again.")] = False,
) -> None:
    """Render and trace what is missing; goes on where it was stopped."""
    store = Store(out)
    if retry:
        store.forget_failures()
    items = _listed(category, family, per_family).items
    first, step = _parse_shard(shard)
    todo = missing(store, items[first::step])[:limit]
    _report(render(store, todo, _open_studio(threads)))


@app.command("trace")
def trace_command(
    out: OutOption,
    category: CategoryOption = None,
    family: FamilyOption = None,
    per_family: PerFamilyOption = ITEMS_PER_FAMILY,
    shard: ShardOption = "0/1",
) -> None:
    """Compute the strokes of rendered items again."""
    first, step = _parse_shard(shard)
    items = _listed(category, family, per_family).items
    _report(retrace(Store(out), items[first::step]))


@app.command("drop")
def drop_command(
    ids: Annotated[list[str], typer.Argument(help="Items to take out.")],
    out: OutOption,
    reason: Annotated[str, typer.Option(help="What is wrong with them.")],
) -> None:
    """Take items out of the gallery for good."""
    store = Store(out)
    unknown = [item_id for item_id in ids if not store.has(item_id)]
    if unknown:
        raise SketchAppError(
            f"not rendered in {out}: {', '.join(unknown)}; see `sheet` for the ids"
        )
    store.drop(ids, reason)


@app.command("pack")
def pack_command(out: OutOption) -> None:
    """Write the gallery of all items that have a photo."""
    typer.echo(f"{pack(Store(out))} items in {out}")


@app.command("sheet")
def sheet_command(
    out: OutOption,
    to: Annotated[Path, typer.Option(help="Picture to write.")],
    family: Annotated[str, typer.Option(help="Family, or category-family.")],
    count: Annotated[int, typer.Option(min=1, help="Items on the sheet.")] = 60,
    columns: Annotated[int, typer.Option(min=1)] = 6,
    side: Annotated[int, typer.Option(min=32, help="Pixels of a photo.")] = 128,
) -> None:
    """Write a contact sheet: photos beside strokes."""
    store = Store(out)
    ids = [i for i in store.done() if f"-{family}-" in f"-{i.rpartition('-')[0]}-"]
    write_sheet(store, ids[:count], to, columns, side)


def _open_studio(threads: int) -> Photograph:
    try:
        from sketchapp.synth.photo.studio import open_studio, photograph  # noqa: PLC0415
    except ImportError as error:
        raise SketchAppError(
            "rendering needs bpy, which is not installed here; in an environment of its own, with"
            " Python 3.11: pip install -r requirements-synth.txt"
        ) from error
    open_studio(threads)
    return photograph


def _listed(category: str | None, family: str | None, per_family: int) -> Listing:
    found = listing(category, family, per_family)
    if found.given_up:
        typer.echo(f"given up, too close to earlier designs: {len(found.given_up)}", err=True)
    return found


def _parse_shard(text: str) -> tuple[int, int]:
    first, _, step = text.partition("/")
    if not (first.isdigit() and step.isdigit() and int(first) < int(step)):
        raise SketchAppError(f"shard {text!r} is not N/M with N from 0 to M - 1; try 0/2 and 1/2")
    return int(first), int(step)


def _report(failures: Iterable[str]) -> None:
    failed = list(failures)
    for sentence in failed:
        typer.echo(sentence, err=True)
    if failed:
        typer.echo(f"{len(failed)} failed", err=True)


if __name__ == "__main__":
    try:
        app()
    except SketchAppError as error:
        typer.echo(error, err=True)
        sys.exit(2)
