"""`train narrow` and `train ensemble`: several networks made one retriever."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sketchapp.commands.options import DatasetsOption, WeightsOutOption
from sketchapp.data.registry import load_dataset


def train_narrow(
    checkpoint: Annotated[Path, typer.Option(help="Weights of a network of feature matrices.")],
    dataset: DatasetsOption,
    out: WeightsOutOption,
    width: Annotated[int, typer.Option(min=1, max=1024, help="Numbers in a new row.")] = 16,
    group: Annotated[
        list[int] | None, typer.Option(min=1, help="New rows of a level, once for each: 3, 3, 3.")
    ] = None,
    folds: Annotated[
        list[Path] | None, typer.Option(help="Folder of `train folds`; one for each dataset.")
    ] = None,
    fold: Annotated[int | None, typer.Option(min=0, help="Leave out this fold of each.")] = None,
) -> None:
    """Give a trained network narrower rows that keep most of what its own tell of these data."""
    from sketchapp.training.early_checks import check_folds
    from sketchapp.training.folds import kept_parts, read_folds
    from sketchapp.training.narrow import narrow

    divided = [read_folds(folder) for folder in folds or ()]
    check_folds(len(divided), fold)
    data = kept_parts([load_dataset(spec) for spec in dataset], divided, fold)
    kept = narrow(checkpoint, data, tuple(group or (3, 3, 3)), width, out)
    print(f"wrote {out}, which keeps {kept:.1%} of the old rows' energy")


def train_ensemble(
    member: Annotated[
        list[Path], typer.Option(help="Weights of a network or an ensemble, once for each.")
    ],
    out: WeightsOutOption,
    share: Annotated[
        list[str] | None,
        typer.Option(
            help="How much a member counts in the rows that each level adds, as 0.8,0.5,0.5; once"
            " for each, in their order. Left out: all the same."
        ),
    ] = None,
    in_bytes: Annotated[
        list[int] | None,
        typer.Option(
            min=1, help="A network whose weights take a byte each, not two: 1 is the first."
        ),
    ] = None,
) -> None:
    """Join trained networks to one retriever, whose similarity is a weighted mean of theirs."""
    from sketchapp.training.ensemble import join

    shares = shares_of(share) if share else None
    print(f"wrote {join(member, out, shares, [number - 1 for number in in_bytes or ()])}")


def shares_of(lists: list[str]) -> tuple[tuple[float, ...], ...]:
    """Numbers from text; BadParameter where it has anything else."""
    try:
        return tuple(tuple(float(number) for number in one.split(",")) for one in lists)
    except ValueError as error:
        raise typer.BadParameter(f"--share takes numbers and commas: {error}") from error
