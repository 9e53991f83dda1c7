"""The folder of a rendered gallery while it is made, and what is shipped of it.

photo/<id>.webp    written last: an item that has its photo is done
items/<id>.json    record of the item: strokes, design, view, shape
failures.ndjson    items that were rejected or broke, one {"id", "reason"} a line
dropped.txt        items that a person took out: id, tab, reason
sketches.ndjson, metadata.jsonl    the gallery, written by `pack`
"""

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SKETCHES, MANIFEST = "sketches.ndjson", "metadata.jsonl"
SHIPPED = ("id", "category", "family", "split", "canvas", "strokes")
"""What the gallery keeps of a record: design, view and seed follow from the id."""


@dataclass(frozen=True)
class Store:
    """Reads and writes the files of one folder; safe for several processes at once."""

    folder: Path

    def create(self) -> None:
        """Make the folders."""
        for name in ("photo", "items"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)

    def photo(self, item_id: str) -> Path:
        """Where the photo of an item lies, or will."""
        return self.folder / "photo" / f"{item_id}.webp"

    def _record(self, item_id: str) -> Path:
        return self.folder / "items" / f"{item_id}.json"

    def has(self, item_id: str) -> bool:
        """Whether the item has its photo and its record."""
        return self.photo(item_id).is_file() and self._record(item_id).is_file()

    def done(self) -> list[str]:
        """Sorted ids of the items that have a photo and a record and were not dropped."""
        dropped = self.dropped()
        ids = sorted(path.stem for path in (self.folder / "photo").glob("*.webp"))
        return [i for i in ids if i not in dropped and self._record(i).is_file()]

    def read(self, item_id: str) -> dict[str, Any]:
        """The record of an item."""
        return json.loads(self._record(item_id).read_text(encoding="utf-8"))

    def write(self, record: dict[str, Any]) -> None:
        """Replace the record of an item."""
        write_atomic(self._record(record["id"]), json.dumps(record).encode())

    def failures(self) -> dict[str, str]:
        """Reason by id of the items that failed."""
        path = self.folder / "failures.ndjson"
        lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
        return {entry["id"]: entry["reason"] for entry in map(json.loads, lines)}

    def fail(self, item_id: str, reason: str) -> None:
        """Note that an item failed."""
        _append(self.folder / "failures.ndjson", json.dumps({"id": item_id, "reason": reason}))

    def forget_failures(self) -> None:
        """Let failed items be tried again."""
        (self.folder / "failures.ndjson").unlink(missing_ok=True)

    def dropped(self) -> dict[str, str]:
        """Reason by id of the items that a person took out."""
        path = self.folder / "dropped.txt"
        lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
        pairs = (line.partition("\t") for line in lines if line.strip())
        return {item_id.strip(): reason.strip() for item_id, _, reason in pairs}

    def drop(self, item_ids: Iterable[str], reason: str) -> None:
        """Take items out for good; their photos go at the next `pack`."""
        for item_id in item_ids:
            _append(self.folder / "dropped.txt", f"{item_id}\t{reason}")


def pack(store: Store) -> int:
    """Write the gallery of all items that are done, delete dropped photos; returns its size."""
    for item_id in store.dropped():
        store.photo(item_id).unlink(missing_ok=True)
    records = [store.read(item_id) for item_id in store.done()]
    sketches = [{key: record[key] for key in SHIPPED} for record in records]
    _write_lines(store.folder / SKETCHES, sketches)
    _write_lines(store.folder / MANIFEST, [_entry(record) for record in records])
    return len(records)


def _entry(record: dict[str, Any]) -> dict[str, str]:
    keys = ("id", "category", "family", "split")
    return {"file_name": f"photo/{record['id']}.webp"} | {key: record[key] for key in keys}


def _write_lines(path: Path, entries: Iterable[dict[str, Any]]) -> None:
    lines = (json.dumps(entry, separators=(",", ":")) + "\n" for entry in entries)
    write_atomic(path, "".join(lines).encode())


def write_atomic(path: Path, data: bytes) -> None:
    """Write a file so that nobody ever reads half of it."""
    unfinished = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    unfinished.write_bytes(data)
    unfinished.replace(path)


def _append(path: Path, line: str) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write(line + "\n")
