"""Options that several commands have."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sketchapp.data.registry import ADAPTERS
from sketchapp.outputs import PICTURE, WEIGHTS, check_output_file, check_output_folder
from sketchapp.settings import ROOT

CHECKPOINT = ROOT / "checkpoints" / "retriever.safetensors"


def writable_file(option: typer.CallbackParam, file: Path | None) -> Path | None:
    """What an option names, before the command begins; OutputError where it cannot be written."""
    if file is not None:
        check_output_file(option.opts[0], file)
    return file


def writable_weights(option: typer.CallbackParam, file: Path) -> Path:
    """The same for weights."""
    check_output_file(option.opts[0], file, WEIGHTS)
    return file


def writable_picture(option: typer.CallbackParam, file: Path) -> Path:
    """The same for a picture."""
    check_output_file(option.opts[0], file, PICTURE)
    return file


def writable_folder(option: typer.CallbackParam, folder: Path | None) -> Path | None:
    """The same for a folder of files."""
    if folder is not None:
        check_output_folder(option.opts[0], folder)
    return folder


DatasetOption = Annotated[
    str, typer.Option(help=f"NAME:PATH, with a NAME of {', '.join(ADAPTERS)}.")
]
DatasetsOption = Annotated[list[str], typer.Option(help="NAME:PATH, may be given several times.")]
CategoriesOption = Annotated[
    list[str] | None, typer.Option(help="Only these; may be given several times.")
]
SplitOption = Annotated[str | None, typer.Option(help="train, val, test or all.")]
JsonOption = Annotated[
    Path | None, typer.Option("--json", help="Write the figures there.", callback=writable_file)
]
WeightsOutOption = Annotated[
    Path,
    typer.Option(help="The weights to write, a .safetensors file.", callback=writable_weights),
]
PictureOption = Annotated[
    Path, typer.Option(help="The picture to write, a .png file.", callback=writable_picture)
]
CheckpointOption = Annotated[Path, typer.Option(help="Weights of the retriever.")]
FoldsOption = Annotated[
    Path | None, typer.Option(help="Use the models of this cross-validation, out of fold.")
]
ThreadsOption = Annotated[int | None, typer.Option(min=1, help="CPU threads.")]
MinutesOption = Annotated[
    float, typer.Option(min=0, help="Write what there is after so long; may go on.")
]
