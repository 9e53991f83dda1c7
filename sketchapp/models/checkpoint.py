"""Weights on disk: safetensors with the configuration in the header, and nothing that can run."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

from safetensors import SafetensorError, safe_open
from safetensors.torch import load_file, save_file
from torch import Tensor

from sketchapp.errors import CheckpointError

CONFIG_KEY = "sketchapp"


def read_tensors(path: Path) -> dict[str, Tensor]:
    """All tensors of a safetensors file; CheckpointError where it is missing or is not one."""
    _check(path)
    try:
        return load_file(path)
    except SafetensorError as error:
        raise CheckpointError(f"{path} is not a safetensors file: {error}") from error


def read_config(path: Path) -> dict:
    """The JSON object that `write_checkpoint` put into the header, {} where there is none."""
    _check(path)
    try:
        with safe_open(path, framework="pt") as file:
            config = json.loads((file.metadata() or {}).get(CONFIG_KEY, "{}"))
    except (SafetensorError, json.JSONDecodeError) as error:
        raise CheckpointError(f"{path} has no readable header: {error}") from error
    if not isinstance(config, dict):
        raise CheckpointError(f"{path} has no readable header: {config!r} is no JSON object")
    return config


def write_checkpoint(path: Path, tensors: dict[str, Tensor], config: dict) -> None:
    """Write tensors and their configuration; the file appears whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".partial")
    save_file(
        {name: tensor.contiguous() for name, tensor in tensors.items()},
        partial,
        metadata={CONFIG_KEY: json.dumps(config, sort_keys=True)},
    )
    with partial.open("rb") as file:
        os.fsync(file.fileno())
    partial.replace(path)


def file_hash(path: Path) -> str:
    """The first 16 hex digits of a file's SHA-256, to tell one set of weights from another."""
    _check(path)
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:16]


def _check(path: Path) -> None:
    if not path.is_file():
        raise CheckpointError(
            f"no weights at {path}; give another file, or train some:"
            " python -m sketchapp train retriever"
        )
