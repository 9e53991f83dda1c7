"""Folds by photo, and the models of a cross-validation, on disk."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sketchapp.data.dataset import Dataset
from sketchapp.data.split import folds_by_photo
from sketchapp.errors import DatasetError

FOLDS_FILE = "folds.json"


@dataclass(frozen=True)
class Folds:
    """Photo ids of a dataset in disjoint lists, kept in `folder`, and one model for each.

    The model of fold i never saw a photo of fold i, nor a sketch of one. Models lie in the same
    folder, or in `models`: those that leave out folds of several datasets at once are shared.
    """

    folder: Path
    dataset: str
    photo_ids: tuple[tuple[str, ...], ...]
    models: Path | None = None

    def __len__(self) -> int:
        return len(self.photo_ids)

    def model_path(self, fold: int) -> Path:
        """Where the weights of the model that never saw this fold lie."""
        return (self.models or self.folder) / f"fold-{fold}.safetensors"

    def held_out(self, dataset: Dataset, fold: int) -> Dataset:
        """The part of a dataset that the model of this fold never saw."""
        self._check(dataset, fold)
        return dataset.only(self.photo_ids[fold])

    def kept(self, dataset: Dataset, fold: int) -> Dataset:
        """The part of a dataset that the model of this fold may learn from."""
        self._check(dataset, fold)
        return dataset.only({photo.id for photo in dataset.photos} - set(self.photo_ids[fold]))

    def _check(self, dataset: Dataset, fold: int) -> None:
        if not 0 <= fold < len(self):
            raise DatasetError(f"fold {fold} not found; there are 0 to {len(self) - 1}")
        known = {photo_id for fold in self.photo_ids for photo_id in fold}
        unknown = {photo.id for photo in dataset.photos} - known
        if dataset.name != self.dataset or unknown:
            raise DatasetError(
                f"folds in {self.folder} are of {self.dataset} and lack {len(unknown)} photos of"
                f" {dataset.name}; make new ones: python -m sketchapp train folds"
            )


def write_folds(
    folder: Path, dataset: Dataset, n_folds: int, seed: int = 0, models: str = "."
) -> Folds:
    """Divide the photos of a dataset and write the lists to folder/folds.json.

    models is where the models lie, from that folder: the same for folds that share them.
    """
    lists = folds_by_photo([photo.id for photo in dataset.photos], n_folds, seed)
    folder.mkdir(parents=True, exist_ok=True)
    content = {"dataset": dataset.name, "models": models, "seed": seed, "folds": lists}
    text = json.dumps(content, indent=1)
    (folder / FOLDS_FILE).write_text(text + "\n", encoding="utf-8")
    return read_folds(folder)


def read_folds(folder: Path) -> Folds:
    """The folds in a folder; DatasetError where it holds none."""
    path = folder / FOLDS_FILE
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        lists = tuple(tuple(str(i) for i in fold) for fold in content["folds"])
        return Folds(
            folder, str(content["dataset"]), lists, folder / str(content.get("models", "."))
        )
    except (OSError, json.JSONDecodeError, KeyError, TypeError) as error:
        raise DatasetError(
            f"no folds in {folder} ({error!r}); make some: python -m sketchapp train folds"
        ) from error


def kept_parts(
    datasets: Sequence[Dataset], folds: Sequence[Folds], fold: int | None
) -> list[Dataset]:
    """The datasets without this fold of those that some folds divide; None: all of them whole.

    Raises DatasetError for folds that divide none of the datasets: what was to be held out would
    not be.
    """
    dividing = {one.dataset: one for one in folds}
    if lost := set(dividing) - {data.name for data in datasets}:
        raise DatasetError(f"folds of {', '.join(sorted(lost))} divide none of the datasets given")
    if fold is None:
        return list(datasets)
    return [
        dividing[data.name].kept(data, fold) if data.name in dividing else data for data in datasets
    ]
