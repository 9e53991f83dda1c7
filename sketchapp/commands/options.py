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
SplitOption = Annotated[str | None, typer.Option(help="train, val, test or all.")]
JsonOption = Annotated[Path | None, typer.Option("--json", help="Write the figures there.")]
CheckpointOption = Annotated[Path, typer.Option(help="Weights of the retriever.")]
FoldsOption = Annotated[
    Path | None, typer.Option(help="Use the models of this cross-validation, out of fold.")
]
