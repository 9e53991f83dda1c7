"""The card of a classifier: what it is made from, how good it is, what may be done with it."""

from __future__ import annotations

import json
from pathlib import Path

from sketchapp.errors import CheckpointError
from sketchapp.models.checkpoint import read_config
from sketchapp.models.classifier import CATEGORIES, HEADER

CARD = """# {name}

A classifier of sketches: pictures of {size_px} px, lines {thickness_px} px thick, to {count}
categories, by {backbone}, the mean of its feature map and one linear layer. {megabytes:.1f} MB in
fp16.

Categories: those of which most drawings were there, of equals the first by name:
{categories}.

Trained on {training} drawings ({datasets}), {steps} of {planned_steps} steps of {batch},
seed {seed}; it began with {began}. Drawings of other categories were skipped: {skipped}.
Each drawing's side of the split is the SHA-256 of its id with the seed: {test_share:.0%} of them,
{unseen} drawings, were never seen. The header has a short hash of every drawing of the other side,
so that `evaluate attack` knows what is unseen.

| on unseen drawings | figure |
|---|---|
{figures}

Known limits: it knows these categories only, and gives the nearest of them to anything else;
drawings of Quick, Draw! were made in twenty seconds, many by a mouse, and the game did not
recognise all of them. All points are simplified as Quick, Draw! does (box of 256, tolerance 2).

Licence: Apache-2.0 for the weights as far as they are ours; the backbone's notice stands in NOTICE.
Quick, Draw! is by Google, under CC BY 4.0.

The whole recipe:

```json
{recipe}
```
"""


def classifier_card(checkpoint: Path) -> str:
    """The card, from nothing but the header of the checkpoint and its size."""
    header = read_config(checkpoint)
    if HEADER not in header or "counts" not in header:
        raise CheckpointError(f"{checkpoint} holds no classifier that was trained here")
    recipe, counts = header["recipe"], header["counts"]
    figures = header.get("figures", {}).get("unseen", {})
    return CARD.format(
        name=checkpoint.stem,
        count=len(header[CATEGORIES]),
        categories=", ".join(header[CATEGORIES]),
        megabytes=checkpoint.stat().st_size / 1e6,
        datasets=", ".join(header["datasets"]),
        steps=header["steps"],
        planned_steps=header["planned_steps"],
        batch=recipe["batch"],
        seed=recipe["seed"],
        test_share=recipe["test_share"],
        began=header["began_with"] or "random weights",
        figures="\n".join(f"| {name} | {value} |" for name, value in figures.items()),
        recipe=json.dumps(recipe, indent=1),
        **counts,
        **{name: header[HEADER][name] for name in ("backbone", "size_px", "thickness_px")},
    )
