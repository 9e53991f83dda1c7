"""`train ensemble`: trained networks joined to one retriever, with the history of each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from sketchapp.models.checkpoint import read_config
from sketchapp.models.ensemble import EnsembleRetriever, Shares
from sketchapp.models.retriever import load_matrix_retriever

HISTORY = ("datasets", "steps", "recipe", "started_from", "narrowed_from", "energy_kept")


def join(members: Sequence[Path], out: Path, shares: Shares | None = None) -> Path:
    """Write one retriever of several files; what was calibrated for each is left out.

    shares says how much the rows of each member count at every level. The whole needs a
    familiarity and a temperature of its own. Raises CheckpointError where a file is missing or the
    networks do not fit together.
    """
    EnsembleRetriever([load_matrix_retriever(path) for path in members], shares).save(
        out, history([read_config(path) for path in members])
    )
    return out


def history(headers: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """What the members saw, all together, and how each of them was trained."""
    members = [{name: header[name] for name in HISTORY if name in header} for header in headers]
    unions = {
        name: sorted(_union(header.get(name, []) for header in headers))
        for name in ("categories", "drawn_by_people", "trained_on")
    }
    return {**unions, "members": members}


def _union(lists: Iterable[Iterable[str]]) -> set[str]:
    return {item for items in lists for item in items}
