"""`train ensemble`: trained networks joined to one retriever, with the history of each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from sketchapp.models.checkpoint import read_config
from sketchapp.models.ensemble import EnsembleRetriever
from sketchapp.models.retriever import load_matrix_retriever


def join(members: Sequence[Path], out: Path) -> Path:
    """Write one retriever of several files; what was calibrated for each is left out.

    The whole needs a familiarity and a temperature of its own. Raises CheckpointError where a file
    is missing or the networks do not fit together.
    """
    EnsembleRetriever([load_matrix_retriever(path) for path in members]).save(
        out, history([read_config(path) for path in members])
    )
    return out


def history(headers: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """What the members saw, all together, and how each of them was trained."""
    members = [
        {name: header.get(name) for name in ("datasets", "steps", "recipe", "started_from")}
        for header in headers
    ]
    unions = {
        name: sorted(_union(header.get(name, []) for header in headers))
        for name in ("categories", "drawn_by_people", "trained_on")
    }
    return {**unions, "members": members}


def _union(lists: Iterable[Iterable[str]]) -> set[str]:
    return {item for items in lists for item in items}
