"""`study export`: tables as CSV, JSON lines and Parquet, a codebook, and the drawings."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import orjson
import pyarrow as pa
from pyarrow import parquet

from sketchapp.study.errors import StudyError
from sketchapp.study.results.tables import Cell, Column, ExportTable

CODEBOOK = "codebook.json"
FORMULA = ("=", "+", "-", "@", "\t", "\r")
TYPES = {"text": pa.string(), "whole": pa.int64(), "number": pa.float64(), "truth": pa.bool_()}


def write_tables(tables: tuple[ExportTable, ...], folder: Path, formats: list[str]) -> list[Path]:
    """Write every table in every format, and the codebook; StudyError for an unknown format."""
    unknown = sorted(set(formats) - set(WRITERS))
    if unknown:
        raise StudyError(f"format {unknown[0]!r} not found; there are: {', '.join(WRITERS)}")
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name in dict.fromkeys(formats):
        for table in tables:
            path = folder / f"{table.name}.{name}"
            WRITERS[name](table, path)
            written.append(path)
    codebook = folder / CODEBOOK
    codebook.write_bytes(orjson.dumps(codebook_of(tables), option=orjson.OPT_INDENT_2))
    return [*written, codebook]


def codebook_of(tables: tuple[ExportTable, ...]) -> dict[str, object]:
    """What every table and column means."""
    return {
        table.name: {
            "meaning": table.meaning,
            "rows": len(table.rows),
            "columns": [vars(column) for column in table.columns],
        }
        for table in tables
    }


def safe_cell(cell: Cell) -> Cell:
    """A text that a spreadsheet would run as a formula, with an apostrophe before it."""
    if isinstance(cell, str) and cell.lstrip(" ").startswith(FORMULA):
        return f"'{cell}"
    return cell


def _write_csv(table: ExportTable, path: Path) -> None:
    names = [column.name for column in table.columns]
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(names)
        writer.writerows([safe_cell(row[name]) for name in names] for row in table.rows)


def _write_json_lines(table: ExportTable, path: Path) -> None:
    path.write_bytes(b"".join(orjson.dumps(row) + b"\n" for row in table.rows))


def _write_parquet(table: ExportTable, path: Path) -> None:
    schema = pa.schema([_field(column) for column in table.columns])
    parquet.write_table(pa.Table.from_pylist(list(table.rows), schema), path)


def _field(column: Column) -> pa.Field:
    meaning = {"meaning": column.meaning}
    return pa.field(column.name, TYPES[column.type], metadata=meaning)


WRITERS: dict[str, Callable[[ExportTable, Path], None]] = {
    "csv": _write_csv,
    "jsonl": _write_json_lines,
    "parquet": _write_parquet,
}
