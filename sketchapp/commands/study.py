"""`python -m sketchapp study ...`: studies from the command line, as the operator."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sketchapp.commands.options import CHECKPOINT, CheckpointOption, JsonOption
from sketchapp.commands.reporting import report
from sketchapp.settings import ROOT, Settings

if TYPE_CHECKING:
    from sketchapp.retrieval.library import Library
    from sketchapp.study.bundle import Bundle
    from sketchapp.study.database import Database
    from sketchapp.study.protocol import ExclusionRules
    from sketchapp.study.results.data import StudyData

study = typer.Typer(no_args_is_help=True, help="Studies with people (docs/studies.md).")

ProtocolArgument = Annotated[Path, typer.Argument(help="The protocol, a JSON file.")]
NameArgument = Annotated[str, typer.Argument(help="Name of the study.")]
RulesOption = Annotated[
    Path | None, typer.Option(help="Exclusion rules, a JSON file; left out, the protocol's.")
]
CLASSIFIER = str(ROOT / "checkpoints" / "classifier.safetensors")
WEAK_CLASSIFIER = str(ROOT / "checkpoints" / "classifier-weak.safetensors")


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
    print(f"people take part at /study/{opened.name} of the running server")


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
    weak: Annotated[str, typer.Option(help="Weights of the weak classifier.")] = WEAK_CLASSIFIER,
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
def list_studies(json_file: JsonOption = None) -> None:
    """All studies with their revision, and how many have begun and finished."""
    from sketchapp.study.progress import progress_of_all

    with _database() as database, database.reading() as connection:
        report([vars(one) for one in progress_of_all(connection)], json_file)


@study.command("results")
def results(
    name: NameArgument,
    rules: RulesOption = None,
    json_file: JsonOption = None,
) -> None:
    """All figures of a study as JSON, computed from the raw answers."""
    from sketchapp.study.results.summary import summarise, summary_document

    report(summary_document(summarise(_data(name), _rules(rules))), json_file)


@study.command("report")
def report_command(
    name: NameArgument,
    out: Annotated[Path, typer.Option(help="The HTML file to write; it needs nothing else.")],
    rules: RulesOption = None,
) -> None:
    """A page with tables and plots, as /results shows it."""
    from sketchapp.study.progress import progress_of
    from sketchapp.study.results.report import report_html
    from sketchapp.study.results.summary import summarise

    data = _data(name)
    with _database() as database, database.reading() as connection:
        progress = progress_of(connection, name)
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(report_html(summarise(data, _rules(rules)), progress), encoding="utf-8")
    print(f"wrote {out}")


@study.command("export")
def export(
    name: NameArgument,
    out: Annotated[Path, typer.Option(help="Folder for the tables, the codebook, the drawings.")],
    formats: Annotated[
        list[str] | None, typer.Option("--format", help="csv, jsonl or parquet; left out, all.")
    ] = None,
    rules: RulesOption = None,
    least_rating: Annotated[
        float, typer.Option(min=1, max=5, help="Of the photo that a drawing is paired with.")
    ] = 4.0,
) -> None:
    """Raw answers as CSV, JSON lines and Parquet; drawings as Quick Draw ndjson and as pairs."""
    from sketchapp.study.results.drawings import NDJSON, PAIRS, write_ndjson, write_pairs
    from sketchapp.study.results.export import WRITERS, write_tables
    from sketchapp.study.results.summary import summarise
    from sketchapp.study.results.tables import export_tables

    data = _data(name)
    summary = summarise(data, _rules(rules))
    written = write_tables(export_tables(data, summary.conduct), out, formats or list(WRITERS))
    drawings = write_ndjson(data, out / NDJSON)
    pairs = write_pairs(data, _library(), out / PAIRS, set(summary.included), least_rating)
    print(f"wrote {len(written)} files, {drawings} drawings and {pairs} pairs to {out}")


@study.command("backup")
def backup(
    folder: Annotated[Path | None, typer.Option(help="Left out, backups in studies_dir.")] = None,
) -> None:
    """Copy the whole database while participants go on."""
    from sketchapp.study.backup import make_backup

    with _database() as database:
        print(f"wrote {make_backup(database, folder or _backups())}")


@study.command("restore")
def restore(
    file: Annotated[Path, typer.Argument(help="What `study backup` wrote.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Put a backup in the place of the database; what is there is backed up before."""
    from sketchapp.study.backup import restore_backup

    with _database() as database:
        if not yes:
            typer.confirm(f"replace all studies in {database.place} by {file}?", abort=True)
        print(f"restored {file}; what was there is in {restore_backup(database, file, _backups())}")


@study.command("delete")
def delete(
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Delete a participant by their code, which is asked for: answers, drawings, label."""
    from sketchapp.study.people import erase_participant, find_participant

    code = typer.prompt("the participant's code", hide_input=True)
    with _database() as database:
        with database.reading() as connection:
            number = find_participant(connection, code).number
        if not yes:  # asked outside of a transaction: participants go on meanwhile
            typer.confirm(f"delete participant {number}?", abort=True)
        with database.writing() as connection:
            deleted = erase_participant(connection, find_participant(connection, code))
    print(f"deleted {deleted.answers} answers and {deleted.drawings} drawings")
    for place in deleted.backups:
        print(f"a backup that may still hold them: {place}")


@study.command("password")
def password() -> None:
    """Ask for the password of /results twice, and print the setting that holds its hash."""
    from sketchapp.study.passwords import hash_password

    given = typer.prompt("password", hide_input=True, confirmation_prompt=True)
    print(f"SKETCHAPP_RESULTS_PASSWORD_HASH={hash_password(given)}")


def _data(name: str) -> StudyData:
    from sketchapp.study.results.data import load_study

    with _database() as database, database.reading() as connection:
        return load_study(connection, name)


def _rules(path: Path | None) -> ExclusionRules | None:
    from sketchapp.study.protocol import read_rules

    return None if path is None else read_rules(path)


def _library() -> Library:
    from sketchapp.retrieval.library import Library

    settings = Settings()
    return Library(settings.galleries_dir, settings.gallery)


def _backups() -> Path:
    return Settings().studies_dir / "backups"


def _checked(path: Path) -> Bundle:
    """The protocol with its items, after everything that it needs was loaded once."""
    from sketchapp.study.bundle import read_bundle
    from sketchapp.study.finder import MethodSearch

    bundle = read_bundle(path)
    MethodSearch(_library(), Settings().checkpoint.parent).check(bundle)
    return bundle


def _database() -> Database:
    from sketchapp.study.database import Database

    return Database(Settings().study_url)
