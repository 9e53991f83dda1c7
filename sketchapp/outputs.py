"""Places that a command will write to, looked at before its work begins. Nothing is made."""

from __future__ import annotations

import os
from pathlib import Path

from sketchapp.errors import OutputError

WEIGHTS, PICTURE = ".safetensors", ".png"


def check_output_file(option: str, file: Path, suffix: str | None = None) -> None:
    """A file with this ending can be written, in a folder that there is or that can be made.

    Raises OutputError, naming the option. Without a suffix any ending will do.
    """
    if file.is_dir():
        raise OutputError(f"{option} {file} is a folder; give a file in it")
    if suffix is not None and file.suffix != suffix:
        raise OutputError(
            f"{option} {file} is no {suffix} file; give {option} {file.with_suffix(suffix)}"
        )
    _check_writable(option, file, file.absolute().parent)


def check_output_folder(option: str, folder: Path) -> None:
    """Files can be written to this folder, which is there or can be made; OutputError otherwise."""
    _check_writable(option, folder, folder.absolute())


def _check_writable(option: str, output: Path, folder: Path) -> None:
    there = next(place for place in (folder, *folder.parents) if place.exists())
    if not there.is_dir() or not os.access(there, os.W_OK | os.X_OK):
        raise OutputError(
            f"{option} {output} cannot be written: {there} is no folder that you may write to; give"
            " another place"
        )
