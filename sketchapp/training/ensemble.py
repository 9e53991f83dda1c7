"""`train ensemble`: trained networks joined to one retriever, with the history of each."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import Any

from sketchapp.errors import CheckpointError
from sketchapp.models.checkpoint import read_config
from sketchapp.models.ensemble import HEADER, EnsembleRetriever, Shares, load_ensemble
from sketchapp.models.retriever import MatrixRetriever, load_matrix_retriever

HISTORY = ("datasets", "steps", "recipe", "started_from", "narrowed_from", "energy_kept")


def join(
    files: Sequence[Path],
    out: Path,
    shares: Shares | None = None,
    in_bytes: Collection[int] = (),
) -> Path:
    """Write one retriever of several files; what was calibrated for each is left out.

    A file of an ensemble gives all its members. shares says how much the rows of each member count
    at every level, in_bytes whose weights are stored in a byte each, by number from 0. The whole
    needs a familiarity and a temperature of its own. Raises CheckpointError where a file is missing
    or the networks do not fit together.
    """
    members = [member for path in files for member in _members_of(path)]
    if unknown := [number for number in in_bytes if not 0 <= number < len(members)]:
        raise CheckpointError(
            f"there is no network {unknown[0] + 1}: the files hold {len(members)}"
        )
    headers = [read_config(path) for path in files]
    EnsembleRetriever(members, shares).save(out, history(headers), in_bytes)
    return out


def _members_of(path: Path) -> Sequence[MatrixRetriever]:
    is_ensemble = HEADER in read_config(path)
    return load_ensemble(path).members if is_ensemble else [load_matrix_retriever(path)]


def history(headers: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """What the members saw, all together, and how each of them was trained."""
    singles = [single for header in headers for single in header.get("members", [header])]
    members = [{name: header[name] for name in HISTORY if name in header} for header in singles]
    unions = {
        name: sorted(_union(header.get(name, []) for header in headers))
        for name in ("categories", "drawn_by_people", "trained_on")
    }
    return {**unions, "members": members}


def _union(lists: Iterable[Iterable[str]]) -> set[str]:
    return {item for items in lists for item in items}
