"""A protocol with the items that it names: what is opened, hashed and kept as a whole."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import MappingProxyType

from sketchapp.study.errors import ProtocolError
from sketchapp.study.items import Items, canonical, read_items
from sketchapp.study.protocol import (
    ChoiceBlock,
    PreferenceBlock,
    Protocol,
    RetrievalBlock,
    read_protocol,
)


@dataclass(frozen=True, eq=False)
class Bundle:
    """A protocol and its items by file name; ProtocolError where items are missing or too few."""

    protocol: Protocol
    items: Mapping[str, Items] = field(default_factory=lambda: MappingProxyType({}))

    def __post_init__(self) -> None:
        for block in self.protocol.blocks:
            if not isinstance(block, RetrievalBlock):
                self._check_items(block)

    @cached_property
    def hash(self) -> str:
        """SHA-256 over the protocol and the content of all its items."""
        content = {
            "protocol": self.protocol.model_dump(mode="json"),
            "items": {name: self.items[name].hash for name in self.protocol.item_files},
        }
        return hashlib.sha256(canonical(content)).hexdigest()

    @property
    def trial_count(self) -> int:
        """Trials that every participant meets, practice and checks included."""
        return sum(b.trials + b.practice + b.attention for b in self.protocol.blocks)

    def pairs_of(self, block: PreferenceBlock) -> list[tuple[str, str, str]]:
        """Every (item id, variant, other variant) of a block, in the order of the file."""
        items = self.items[block.items].preferences(block.variants)
        places = range(len(block.variants))
        pairs = [(i, j) for i in places for j in places if i < j]
        return [(item.id, block.variants[i], block.variants[j]) for item in items for i, j in pairs]

    def questions_of(self, block: ChoiceBlock) -> list[str]:
        """Ids of the items that fit a block, in the order of the file."""
        found = self.items[block.items].choices(block.question, block.explanation)
        return [item.id for item in found]

    def _check_items(self, block: PreferenceBlock | ChoiceBlock) -> None:
        if block.items not in self.items:
            raise ProtocolError(f"block {block.name!r} needs the items {block.items}")
        is_choice = isinstance(block, ChoiceBlock)
        there = len(self.questions_of(block) if is_choice else self.pairs_of(block))
        needed = block.trials + block.practice
        if there < needed:
            raise ProtocolError(
                f"block {block.name!r} needs {needed} items, practice included; {block.items} has"
                f" {there} that fit. Build more: python -m sketchapp study items"
            )


def read_bundle(path: Path) -> Bundle:
    """A protocol file with the items files beside it; ProtocolError where one cannot be used."""
    protocol = read_protocol(path)
    return Bundle(protocol, {name: read_items(path.parent / name) for name in protocol.item_files})
