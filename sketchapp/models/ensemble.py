"""Several feature-matrix networks as one retriever: their rows lie side by side.

Networks that were trained apart err apart. A row of the whole has the row of every member, so that
its similarity is a weighted mean of theirs, and one search and one gradient serve all of them.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path

import torch
from torch import Tensor, nn

from sketchapp.errors import CheckpointError
from sketchapp.models.checkpoint import file_hash, read_config, read_tensors, write_checkpoint
from sketchapp.models.quantised import in_floats, quantised
from sketchapp.models.retriever import (
    DEFAULT_TEMPERATURE,
    KNOWN_DIRECTION,
    MatrixRetriever,
    SketchReading,
    config_of_header,
    take_notes,
    with_shared,
)

HEADER = "ensemble"  # the members' configurations in a checkpoint
SHARES = "shares"

Shares = tuple[tuple[float, ...], ...]
"""For each member what it has of the rows that every level adds, coarse first; they sum to 1."""


class EnsembleRetriever(nn.Module):
    """Members with the same groups of rows, drawn sketches and framed photos; see TrainedRetriever.

    shares says how much each member's rows count, by level; left out, all count the same. Raises
    CheckpointError where the members or the shares do not fit together.
    """

    scales: Tensor

    def __init__(self, members: Sequence[MatrixRetriever], shares: Shares | None = None) -> None:
        super().__init__()
        first = members[0] if members else None
        if first is None or any(_kind(m) != _kind(first) for m in members):
            raise CheckpointError(
                f"{len(members)} networks do not make one retriever; all need the same groups of"
                " rows and the same pictures of sketches and photos"
            )
        self.shares = shares or tuple((1 / len(members),) * len(first.row_counts) for _ in members)
        self.register_buffer("scales", _scales(self.shares, first.config.groups), False)
        self.members = tuple(members)
        self.networks = nn.ModuleList(members)  # so that torch finds them
        self.configs = tuple(member.config for member in members)
        self.style, self.photo_style = first.style, first.photo_style
        self.rows, self.row_counts = first.rows, first.row_counts
        self.width = sum(member.width for member in members)
        self.id = "untrained"
        self.temperature = DEFAULT_TEMPERATURE
        self.known_direction: Tensor | None = None
        self.familiar_from = -1.0
        self.categories: tuple[str, ...] | None = None
        self.threads: ThreadPoolExecutor | None = None

    def read_sketch(self, images: Tensor, /) -> SketchReading:
        """Sketches (B, 3, H, W), black on white: rows (B, K, D) and levels.

        The logits of the members add up: their probabilities multiply.
        """
        readings = self._readings(images)
        logits = torch.stack([reading.level_logits for reading in readings]).sum(0)
        return SketchReading(self._side_by_side([reading.rows for reading in readings]), logits)

    def embed_sketch(self, images: Tensor, /) -> Tensor:
        """Their rows alone, (B, K, D)."""
        return self.read_sketch(images).rows

    def embed_photo(self, images: Tensor, /) -> Tensor:
        """Photos (B, 3, H, W) in 0..1, framed in `photo_style`, to (B, K, D)."""
        return self._side_by_side([member.embed_photo(images) for member in self.members])

    def save(self, path: Path, notes: dict, in_bytes: Collection[int] = ()) -> None:
        """Write the weights of all members, their configurations and `notes`.

        Weights are in fp16; those of members whose number (from 0) is among in_bytes `quantised`.
        """
        tensors = {
            f"{number}.{name}": tensor
            for number, member in enumerate(self.members)
            for name, tensor in _kept(member, number in in_bytes).items()
        }
        header = {HEADER: [asdict(c) for c in self.configs], SHARES: self.shares, **notes}
        write_checkpoint(path, tensors, header)

    def _readings(self, images: Tensor) -> list[SketchReading]:
        """What each member reads, at once where there are threads for it."""
        if self.threads is None:
            return [member.read_sketch(images) for member in self.members]
        inference, gradient = torch.is_inference_mode_enabled(), torch.is_grad_enabled()

        def read(member: MatrixRetriever) -> SketchReading:
            with torch.inference_mode(inference), torch.set_grad_enabled(gradient):
                return member.read_sketch(images)

        return list(self.threads.map(read, self.members))

    def _side_by_side(self, rows: Sequence[Tensor]) -> Tensor:
        """Unit rows (B, K, D_i) of each member as unit rows (B, K, sum of D_i)."""
        return torch.cat([own * by for own, by in zip(rows, self.scales, strict=True)], dim=2)


def read_at_once(network: object) -> None:
    """Let the members of every ensemble in a torch module read sketches in threads of their own."""
    for part in network.modules() if isinstance(network, nn.Module) else ():
        if isinstance(part, EnsembleRetriever):
            part.threads = ThreadPoolExecutor(len(part.members), "member")


def load_ensemble(path: Path) -> EnsembleRetriever:
    """An ensemble ready for use: frozen, in eval mode, float32.

    Raises CheckpointError where the file is missing or holds something else.
    """
    header = read_config(path)
    try:
        tensors = in_floats(read_tensors(path))
        members = [_member(number, config, tensors) for number, config in enumerate(header[HEADER])]
        shares = tuple(tuple(own) for own in header[SHARES]) if SHARES in header else None
        ensemble = EnsembleRetriever(members, shares)
    except (KeyError, TypeError, AttributeError, RuntimeError) as error:
        raise CheckpointError(f"{path} does not fit this version: {error}") from error
    ensemble.known_direction = tensors.get(KNOWN_DIRECTION)
    ensemble.id = file_hash(path)
    take_notes(ensemble, header)
    return ensemble.eval().requires_grad_(False).to(memory_format=torch.channels_last)


def _member(number: int, config: dict, tensors: dict[str, Tensor]) -> MatrixRetriever:
    member = MatrixRetriever(config_of_header(config))
    prefix = f"{number}."
    own = {k.removeprefix(prefix): v for k, v in tensors.items() if k.startswith(prefix)}
    member.load_state_dict(with_shared(own, member.config))
    return member


def _kept(member: MatrixRetriever, in_bytes: bool) -> dict[str, Tensor]:
    tensors = member.kept_tensors()
    return quantised(tensors) if in_bytes else tensors


def _kind(member: MatrixRetriever) -> tuple[object, ...]:
    return member.config.groups, member.style, member.photo_style


def _scales(shares: Shares, groups: tuple[int, ...]) -> Tensor:
    """What each row of each member is multiplied by, (members, K, 1): cosines go by its square."""
    by_level = torch.tensor(shares)  # (members, levels)
    if by_level.shape[1:] != (len(groups),) or (by_level < 0).any():
        raise CheckpointError(f"shares {shares} do not fit {len(groups)} levels")
    if not torch.allclose(by_level.sum(0), torch.ones(len(groups)), atol=1e-3):
        raise CheckpointError(f"shares {shares} do not sum to 1 at every level")
    return by_level.repeat_interleave(torch.tensor(groups), dim=1).sqrt()[:, :, None]
