"""What the training of a retriever begins with."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Start:
    """What training begins with: weights of the backbone, or a whole trained retriever.

    backbone is a .safetensors file or a tag to download; with a retriever it is not needed.
    generator decodes rows to photos, for recipes that weigh the reconstruction.
    """

    backbone: Path | str | None = None
    retriever: Path | None = None
    generator: Path | None = None
