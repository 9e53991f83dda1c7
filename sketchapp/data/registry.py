"""Datasets by name: NAME:PATH on the command line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from sketchapp.data.dataset import Dataset, Split, check_split
from sketchapp.data.folder import load_folder
from sketchapp.data.forensic import load_forensic
from sketchapp.data.labelled import LabelledSketches, labelled_of_pairs
from sketchapp.data.outlines import load_outlines
from sketchapp.data.qmul import load_qmul
from sketchapp.data.quickdraw_sketches import load_quickdraw
from sketchapp.data.rendered import load_rendered
from sketchapp.data.shoev1 import load_shoev1
from sketchapp.data.sketchy import load_sketchy
from sketchapp.data.tuberlin import load_tuberlin
from sketchapp.errors import DatasetError

Loaded = TypeVar("Loaded", Dataset, LabelledSketches)


@dataclass(frozen=True)
class Adapter(Generic[Loaded]):
    """How a layout is read, and which split is meant when none is named."""

    load: Callable[[Path, Split], Loaded]
    default_split: Split

    def read(self, name: str, folder: str, split: str | None) -> Loaded:
        """The dataset in a folder; DatasetError where there is none."""
        if not Path(folder).is_dir():
            raise DatasetError(f"dataset {name}: folder {folder!r} not found")
        return self.load(Path(folder), check_split(name, split or self.default_split))


ADAPTERS: dict[str, Adapter[Dataset]] = {
    "qmul": Adapter(load_qmul, "train"),
    "shoev1": Adapter(load_shoev1, "all"),
    "sketchy": Adapter(load_sketchy, "train"),
    "rendered": Adapter(load_rendered, "train"),
    "folder": Adapter(load_folder, "all"),
    "forensic": Adapter(load_forensic, "all"),
    "outlines": Adapter(load_outlines, "all"),
}
"""Sketches with the photos that they were drawn of."""

LABELLED_ADAPTERS: dict[str, Adapter[LabelledSketches]] = {
    "tuberlin": Adapter(load_tuberlin, "all"),
    "quickdraw": Adapter(load_quickdraw, "all"),
}
"""Sketches with a category and no photo."""


def load_dataset(spec: str, split: str | None = None) -> Dataset:
    """The pairs of a NAME:PATH; DatasetError, listing the names, where they cannot be read."""
    name, separator, folder = spec.partition(":")
    if separator and name in LABELLED_ADAPTERS:
        raise DatasetError(
            f"dataset {name} has sketches and no photos of them; this needs both,"
            f" as have: {', '.join(ADAPTERS)}"
        )
    if not separator or name not in ADAPTERS:
        raise _unknown(spec, list(ADAPTERS))
    return ADAPTERS[name].read(name, folder, split)


def load_labelled(spec: str, split: str | None = None) -> LabelledSketches:
    """The sketches of a NAME:PATH by category, whether it has photos or not.

    Raises DatasetError, listing the names, where they cannot be read.
    """
    name, separator, folder = spec.partition(":")
    if separator and name in LABELLED_ADAPTERS:
        return LABELLED_ADAPTERS[name].read(name, folder, split)
    if not separator or name not in ADAPTERS:
        raise _unknown(spec, [*ADAPTERS, *LABELLED_ADAPTERS])
    return labelled_of_pairs(ADAPTERS[name].read(name, folder, split))


def _unknown(spec: str, names: list[str]) -> DatasetError:
    return DatasetError(f"dataset {spec!r} is not NAME:PATH with a NAME of: {', '.join(names)}")
