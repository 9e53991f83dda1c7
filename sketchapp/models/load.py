"""Trained retrievers from their files, whatever kind they are of."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sketchapp.errors import CheckpointError
from sketchapp.models import clip_prompts, ensemble, retriever
from sketchapp.models.checkpoint import read_config
from sketchapp.models.local_scaling import scaled
from sketchapp.models.retriever import TrainedRetriever

LOADERS: dict[str, Callable[[Path], TrainedRetriever]] = {
    retriever.HEADER: retriever.load_matrix_retriever,
    ensemble.HEADER: ensemble.load_ensemble,
    clip_prompts.HEADER: clip_prompts.load_clip_prompts,
}
"""By the name under which a file's header has the configuration."""


def load_retriever(path: Path) -> TrainedRetriever:
    """A retriever ready for use: frozen, in eval mode, float32; with local scaling, if it has some.

    Raises CheckpointError where the file is missing or holds something else.
    """
    return scaled(load_plain(path), path)


def load_plain(path: Path) -> TrainedRetriever:
    """The same without local scaling."""
    header = read_config(path)
    for name, load in LOADERS.items():
        if name in header:
            return load(path)
    raise CheckpointError(
        f"{path} holds no retriever; a header has one of: {', '.join(LOADERS)}. Train one:"
        " python -m sketchapp train retriever"
    )
