"""Options that several commands have."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sketchapp.data.registry import ADAPTERS
from sketchapp.settings import ROOT

CHECKPOINT = ROOT / "checkpoints" / "retriever.safetensors"

DatasetOption = Annotated[
    str, typer.Option(help=f"NAME:PATH, with a NAME of {', '.join(ADAPTERS)}.")
]
DatasetsOption = Annotated[list[str], typer.Option(help="NAME:PATH, may be given several times.")]
CategoriesOption = Annotated[
    list[str] | None, typer.Option(help="Only these; may be given several times.")
]
SplitOption = Annotated[str | None, typer.Option(help="train, val, test or all.")]
JsonOption = Annotated[Path | None, typer.Option("--json", help="Write the figures there.")]
CheckpointOption = Annotated[Path, typer.Option(help="Weights of the retriever.")]
FoldsOption = Annotated[
    Path | None, typer.Option(help="Use the models of this cross-validation, out of fold.")
]
ThreadsOption = Annotated[int | None, typer.Option(min=1, help="CPU threads.")]
MinutesOption = Annotated[
    float, typer.Option(min=0, help="Write what there is after so long; may go on.")
]
