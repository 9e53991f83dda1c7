"""The card of a sketch-to-photo network: what it is made from, how its photos look."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from sketchapp.errors import CheckpointError
from sketchapp.models.checkpoint import read_config
from sketchapp.models.sketch_to_photo.network import HEADER
from sketchapp.training.generator.card import RENDERED, UNSEEN

CARD = """# {name}

Photos of {categories} from sketches: {size_px} px, by an encoder ({backbone}{maps}) and a
StyleGAN2 of {rows} rows of {width} dimensions, {structural} of which the sketch decides; the others
are the style, drawn by a seed. {megabytes:.1f} MB in fp16.

Trained on {pairs} of the dataset {datasets}, {steps} steps of {batch} pairs, {hours:.2f} hours.
The generator {began} Seed {seed}.

perceptual_squeezenet to the paired photo, {n_unseen} pairs not trained on, any style: {unseen}. It
is a distance of features of an ImageNet SqueezeNet and does not compare with LPIPS.

How it looks: {looks}

May it be shown: {shown}

Known limits: photos are small; it knows these categories only, and makes one of them of anything.

Licence: Apache-2.0 for the weights as far as they are ours.

The whole recipe:

```json
{recipe}
```
"""
MAY = "yes; every photo it saw was rendered by this project."
MAY_NOT = "no; it saw photos of research data, and is not shipped."


def sketch_to_photo_card(checkpoint: Path, looks: str = "") -> str:
    """The card, from the header of a checkpoint and what a person says of its photos."""
    header = read_config(checkpoint)
    if HEADER not in header or "figures" not in header:
        raise CheckpointError(f"{checkpoint} holds no sketch-to-photo network trained here")
    own, counts, generator = header[HEADER], header["pairs"], header["generator"]
    maps = ", and maps of " + ", ".join(map(str, own["maps_px"])) + " px" if own["maps_px"] else ""
    return CARD.format(
        **training_facts(checkpoint, header),
        categories=_listed([f"{name}s" for name in counts]),
        maps=maps,
        rows=2 * (generator["size_px"].bit_length() - 1) - 2,
        began=_beginning(header),
        looks=looks or header.get("looks") or UNSEEN,
        shown=MAY if may_be_shown(header) else MAY_NOT,
        **{name: own[name] for name in ("backbone", "structural")},
        **{name: generator[name] for name in ("size_px", "width")},
    )


def training_facts(checkpoint: Path, header: dict) -> dict[str, Any]:
    """What every card of a network that was trained on pairs tells, by the names in its text."""
    recipe, figures = header["recipe"], header["figures"]
    return {
        "name": checkpoint.stem,
        "megabytes": checkpoint.stat().st_size / 1e6,
        "pairs": ", ".join(f"{count} pairs of {name}s" for name, count in header["pairs"].items()),
        "datasets": ", ".join(header["datasets"]),
        "steps": figures["step"],
        "batch": recipe["batch"],
        "hours": figures["seconds"] / 3600,
        "seed": recipe["seed"],
        "n_unseen": figures["n_unseen"],
        "unseen": "not measured" if figures["unseen"] is None else figures["unseen"],
        "recipe": json.dumps(recipe, indent=1),
    }


def may_be_shown(header: dict) -> bool:
    """Whether all photos were rendered: those of the pairs, and those of the generator."""
    return set(header["datasets"]) | set(header["generator_saw"]) == {RENDERED}


def _listed(names: list[str]) -> str:
    """`bags, chairs and mugs`."""
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last


def _beginning(header: dict) -> str:
    learned = "learned with the encoder" if header["recipe"]["train_synthesis"] else "was frozen"
    began = header["generator_began"]
    return f"{learned}, and began {'with ' + began if began else 'with random weights'}."
