"""Datasets by name: NAME:PATH on the command line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sketchapp.data.dataset import Dataset, Split, check_split
from sketchapp.data.qmul import load_qmul
from sketchapp.data.rendered import load_rendered
from sketchapp.data.shoev1 import load_shoev1
from sketchapp.errors import DatasetError


@dataclass(frozen=True)
class Adapter:
    """How a layout is read, and which split is meant when none is named."""

    load: Callable[[Path, Split], Dataset]
    default_split: Split


ADAPTERS: dict[str, Adapter] = {
    "qmul": Adapter(load_qmul, "train"),
    "shoev1": Adapter(load_shoev1, "all"),
    "rendered": Adapter(load_rendered, "all"),
}


def load_dataset(spec: str, split: str | None = None) -> Dataset:
    """The dataset of a NAME:PATH; DatasetError, listing the names, where it cannot be read."""
    name, separator, folder = spec.partition(":")
    if not separator or name not in ADAPTERS:
        raise DatasetError(
            f"dataset {spec!r} is not NAME:PATH with a NAME of: {', '.join(ADAPTERS)}"
        )
    if not Path(folder).is_dir():
        raise DatasetError(f"dataset {name}: folder {folder!r} not found")
    adapter = ADAPTERS[name]
    return adapter.load(Path(folder), check_split(name, split or adapter.default_split))
