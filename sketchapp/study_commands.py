"""`python -m sketchapp study ...`: studies from the command line, as the operator."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sketchapp.command_options import CHECKPOINT, CheckpointOption
from sketchapp.reporting import report
from sketchapp.settings import ROOT, Settings

if TYPE_CHECKING:
    from sketchapp.study.bundle import Bundle
    from sketchapp.study.database import Database

study = typer.Typer(no_args_is_help=True, help="Studies with people (docs/studies.md).")

ProtocolArgument = Annotated[Path, typer.Argument(help="The protocol, a JSON file.")]
NameArgument = Annotated[str, typer.Argument(help="Name of the study.")]
CLASSIFIER = str(ROOT / "checkpoints" / "classifier.safetensors")


@study.command("new")
def new(
    name: Annotated[str, typer.Argument(help="Small letters, digits and hyphens.")],
    kind: Annotated[
        list[str], typer.Option(help="retrieval, preference or choice; may be given several times.")
    ] = ["retrieval"],  # noqa: B006 (typer reads it, nothing changes it)
    out: Annotated[Path | None, typer.Option(help="File; left out, NAME.json.")] = None,
) -> None:
    """Write a protocol with the papers' numbers, to be changed and then checked."""
    from pydantic import ValidationError

    from sketchapp.study.errors import ProtocolError
    from sketchapp.study.protocol import sentences_of
    from sketchapp.study.template import new_protocol

    try:
        protocol = new_protocol(name, tuple(kind))
    except ValidationError as error:
        raise ProtocolError(f"study {name!r} cannot be made: {sentences_of(error)}") from error
    path = out or Path(f"{name}.json")
    if path.exists():
        raise ProtocolError(f"{path} is there already; name another file with --out")
    path.write_text(protocol.model_dump_json(indent=2) + "\n", encoding="utf-8")
    print(f"wrote {path}; change it, then: python -m sketchapp study check {path}")


@study.command("check")
def check(protocol: ProtocolArgument) -> None:
    """Read a protocol with its items, load its methods, and say what participants will meet."""
    bundle = _checked(protocol)
    print(
        f"study {bundle.protocol.name!r}, revision {bundle.protocol.revision}, hash {bundle.hash}"
    )
    for block in bundle.protocol.blocks:
        counts = f"{block.practice} practice, {block.trials} trials, {block.attention} checks"
        print(f"  {block.name}: {block.kind}, {counts}")
    print(f"  {bundle.trial_count} in all")


@study.command("open")
def open_command(protocol: ProtocolArgument) -> None:
    """Let participants begin with this protocol; who began with an older one goes on with that."""
    from sketchapp.study.registry import open_study

    bundle = _checked(protocol)
    with _database() as database, database.writing() as connection:
        opened = open_study(connection, bundle)
    print(f"study {opened.name!r} is open: revision {bundle.protocol.revision}, {bundle.hash}")


@study.command("close")
def close(name: NameArgument) -> None:
    """No newcomers any more; who has begun may finish."""
    from sketchapp.study.registry import close_study

    with _database() as database, database.writing() as connection:
        closed = close_study(connection, name)
    print(f"study {closed.name!r} is closed")


@study.command("items")
def items(
    question: Annotated[
        str,
        typer.Argument(
            help="cleaning, transparency-correct, transparency-incorrect, fairness-category,"
            " fairness-photo or trustworthiness."
        ),
    ],
    out: Annotated[Path, typer.Option(help="The items file to write; keep it to yourself.")],
    dataset: Annotated[str, typer.Option(help="NAME:PATH.")],
    split: Annotated[str | None, typer.Option(help="train, val, test or all.")] = None,
    explanation: Annotated[
        list[str] | None, typer.Option(help="sla or psla; left out, both, a count of each.")
    ] = None,
    checkpoint: CheckpointOption = CHECKPOINT,
    classifier: Annotated[
        str, typer.Option(help="Weights of the (strong) classifier.")
    ] = CLASSIFIER,
    weak: Annotated[str | None, typer.Option(help="Weights of the weak classifier.")] = None,
    count: Annotated[int, typer.Option(min=1, max=500, help="Items of each explanation.")] = 10,
    limit: Annotated[int, typer.Option(min=4, help="Sketches looked at, of a category.")] = 100,
    seed: int = 0,
) -> None:
    """Build the items of a preference or choice block; photos go into the file as small copies."""
    from sketchapp.study.build_items import explanations_of, join_items
    from sketchapp.study.items import canonical
    from sketchapp.study.items_job import PREFERENCES, ItemsJob

    job = ItemsJob(question, dataset, split, checkpoint, classifier, weak, count, limit, seed)
    wanted = ["sla"] if question == PREFERENCES else explanation or ["sla", "psla"]
    made = join_items([job.build(one) for one in explanations_of(wanted)])
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_bytes(canonical(made.model_dump(mode="json", exclude_none=True)))
    print(f"wrote {len(made.items)} items to {out}")


@study.command("list")
def list_studies(json_file: Annotated[Path | None, typer.Option("--json")] = None) -> None:
    """All studies with their revision, and how many have begun and finished."""
    from sketchapp.study.progress import progress_of_all

    with _database() as database, database.reading() as connection:
        report([vars(one) for one in progress_of_all(connection)], json_file)


def _checked(path: Path) -> Bundle:
    """The protocol with its items, after everything that it needs was loaded once."""
    from sketchapp.retrieval.library import Library
    from sketchapp.study.bundle import read_bundle
    from sketchapp.study.finder import MethodSearch

    settings, bundle = Settings(), read_bundle(path)
    library = Library(settings.galleries_dir, settings.gallery)
    MethodSearch(library, settings.checkpoint.parent).check(bundle)
    return bundle


def _database() -> Database:
    from sketchapp.study.database import Database

    return Database(Settings().study_url)
