"""The card of a checkpoint: what it is made from, how good it is, what may be done with it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sketchapp.errors import CheckpointError
from sketchapp.models import ensemble
from sketchapp.models import retriever as matrix
from sketchapp.models.checkpoint import read_config, read_tensors, write_checkpoint
from sketchapp.models.local_scaling import SCALING
from sketchapp.models.quantised import FACTORS

CARD = """# {name}

A retriever for sketches: sketches and photos to matrices of unit rows of one space. Networks whose
rows lie side by side: {count}. {megabytes:.1f} MB{stored}, code at commit {commit}.

{networks}
{shares}
Measured on photos never seen: chairs and shoes by models of the same recipe that left them out,
each among the photos of its fold; rendered designs by these weights, among the whole test side.

| measured | figure |
|---|---|
{figures}

{calibrated}

Known limits: it knows {categories} on plain backgrounds; sketches of anything else find photos
that mean nothing. Only of {drawn} were there sketches by people, who had seen the photo shortly
before; of the rest there were outlines traced from the geometry of rendered products.

Licence: Apache-2.0 for the weights as far as they are ours; the backbone's notice stands in NOTICE.
The research data it was trained on are not part of this project and have licences of their own.

The whole recipe, of each network:

```json
{recipe}
```
"""

NETWORK = """- Backbone {backbone}; rows in groups of {groups}, each of {width} numbers, by the
  encoder "{encoder}"{sides}; pictures of {size_px} px, lines {thickness_px} px thick.{edges}{fill}
  Trained on (photos, sketches): {datasets}; {steps} steps, seed {seed}. {before}{narrowed}"""


def read_figures(specs: Iterable[str]) -> dict[str, Any]:
    """Figures of several NAME=FILE of JSON, each as `NAME: figure`, tables within tables flat.

    Raises CheckpointError where one is not of that form, or its file cannot be read.
    """
    figures: dict[str, Any] = {}
    for spec in specs:
        name, separator, path = spec.partition("=")
        if not separator:
            raise CheckpointError(f"figures {spec!r} are not NAME=FILE")
        try:
            content = json.loads(Path(path).read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise CheckpointError(f"figures of {name}: {path} cannot be read ({error})") from error
        figures |= _flat(content, name)
    return figures


def _flat(content: dict[str, Any], name: str) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for key, value in content.items():
        inner = f"{name}: {key}"
        out |= _flat(value, inner) if isinstance(value, dict) else {inner: value}
    return out


def seal(checkpoint: Path, figures: dict[str, Any], commit: str) -> Path:
    """Put measured figures into a checkpoint's header, and write its card."""
    config = read_config(checkpoint)
    if not {matrix.HEADER, ensemble.HEADER} & set(config):
        raise CheckpointError(
            f"{checkpoint} holds no retriever of feature matrices; other weights get no card yet"
        )
    config |= {"figures": figures, "commit": commit}
    write_checkpoint(checkpoint, read_tensors(checkpoint), config)
    card = checkpoint.with_suffix(".md")
    card.write_text(card_of(checkpoint), encoding="utf-8")
    return card


def card_of(checkpoint: Path) -> str:
    """The card, from nothing but the header of the checkpoint and its size."""
    config = read_config(checkpoint)
    networks = _networks(config)
    figures = config.get("figures", {})
    return CARD.format(
        name=checkpoint.stem,
        megabytes=checkpoint.stat().st_size / 1e6,
        stored=_stored(read_tensors(checkpoint)),
        commit=config.get("commit"),
        count=len(networks),
        networks="\n".join(_network(model, told) for model, told in networks),
        shares=_shares(config.get(ensemble.SHARES)),
        figures="\n".join(f"| {name} | {value} |" for name, value in figures.items()),
        calibrated=_calibrated(config),
        categories=", ".join(f"{name}s" for name in config.get("categories", [])),
        drawn=", ".join(f"{name}s" for name in config.get("drawn_by_people", [])),
        recipe=json.dumps([told.get("recipe") or {} for _, told in networks], indent=1),
    )


def _stored(tensors: Iterable[str]) -> str:
    in_bytes = any(name.endswith(FACTORS) for name in tensors)
    return ", large weights in seven bits" if in_bytes else " in fp16"


def _networks(config: dict[str, Any]) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """The configuration of each network, and what its header tells of its training."""
    if matrix.HEADER in config:
        return [(config[matrix.HEADER], config)]
    return list(zip(config[ensemble.HEADER], config["members"], strict=True))


def _network(model: dict[str, Any], told: dict[str, Any]) -> str:
    return NETWORK.format(
        datasets=_listed(told.get("datasets")),
        steps=told.get("steps"),
        seed=(told.get("recipe") or {}).get("seed"),
        before=_before(told.get("started_from")),
        narrowed=_narrowed(told.get("energy_kept")),
        **_model(model),
    )


def _fill(amount: float) -> str:
    """How pictures are stretched before the network looks at them."""
    if not amount:
        return ""
    taken = f"of the longer over the shorter side {amount:.0%} goes"
    return f"\n  Objects are stretched to fill the picture: {taken}, at most 2 to 1."


def _listed(datasets: dict[str, list[int]] | None) -> str:
    return "; ".join(f"{name} {tuple(counts)}" for name, counts in (datasets or {}).items())


def _before(started_from: dict[str, Any] | None) -> str:
    """What the retrievers that training went on from were trained on, the latest first."""
    if not started_from:
        return "It began with the backbone's ImageNet weights."
    earlier = _earlier(started_from)
    return (
        f"It went on from a retriever trained on {', before that on '.join(earlier)}, which began"
        " with the backbone's ImageNet weights."
    )


def _earlier(started_from: dict[str, Any] | None) -> list[str]:
    if not started_from:
        return []
    own = f"{_listed(started_from.get('datasets'))} ({started_from.get('steps')} steps)"
    return [own, *_earlier(started_from.get("started_from"))]


def _narrowed(energy_kept: float | None) -> str:
    if energy_kept is None:
        return ""
    return f" Its rows were narrowed afterwards; {energy_kept:.1%} of their energy was kept."


def _shares(shares: list[list[float]] | None) -> str:
    """How much each network counts, where not all count the same."""
    if shares is None or all(own == shares[0] for own in shares):
        return ""
    listed = "; ".join(", ".join(str(share) for share in own) for own in shares)
    return f"\nThey count, in the rows that each level adds: {listed}.\n"


def _calibrated(config: dict[str, Any]) -> str:
    """What was fitted after training, where it was."""
    sentences = []
    if "familiar_from" in config:
        level = config["familiar_from"]
        sentences.append(f"Under {level} along the stored direction a sketch counts as strange.")
    if SCALING in config:
        sentences.append(
            "Half of a photo's mean similarity to the nearest of the sketches kept in the weights"
            " is taken off (local scaling)."
        )
    if "temperature" in config:
        sentences.append(
            f"Similarities become probabilities at temperature {config['temperature']}."
        )
    return "\n".join(sentences) or "Nothing was calibrated after training."


def _model(config: dict[str, Any]) -> dict[str, Any]:
    """The words of the first paragraph."""
    names = ("backbone", "width", "encoder", "size_px", "thickness_px")
    edges = " Photos are read twice, as they are and as pictures of their edges."
    return {name: config[name] for name in names} | {
        "groups": ", ".join(str(rows) for rows in config["groups"]),
        "sides": "" if config["shared"] else ", one for sketches and one for photos",
        "edges": edges if config["edges"] else "",
        "fill": _fill(config.get("fill", 0.0)),
    }
