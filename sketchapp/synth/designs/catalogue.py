"""Every item that can be rendered: an id, from which its design, view and split follow.

Families do not depend on each other; an item depends on the earlier ones of its family, from which
it must differ.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from sketchapp.errors import SketchAppError
from sketchapp.synth.designs import bag, chair, lamp, mug, shoe, table
from sketchapp.synth.designs.family import Family
from sketchapp.synth.designs.parameters import Design, Space, digest, distance, sample
from sketchapp.synth.geometry.mesh import Part
from sketchapp.synth.photo.camera import Camera, framed

CATEGORIES: dict[str, Mapping[str, Family]] = {
    "chair": chair.FAMILIES,
    "shoe": shoe.FAMILIES,
    "table": table.FAMILIES,
    "lamp": lamp.FAMILIES,
    "mug": mug.FAMILIES,
    "bag": bag.FAMILIES,
}

ITEMS_PER_FAMILY = 60
MIN_DISTANCE = 0.16  # between two designs of a family, see parameters.distance
ATTEMPTS = 60
SPLITS = ("train",) * 8 + ("val", "test")  # an item is one design, so this splits by design


@dataclass(frozen=True)
class Item:
    """One design seen from one side; seed drives lights and grain. split: train, val or test."""

    id: str
    category: str
    family: str
    design: Design
    view: Design
    seed: int
    split: str


@dataclass(frozen=True)
class Listing:
    """Items in the order of their ids, and the ids for which no new design was found."""

    items: tuple[Item, ...]
    given_up: tuple[str, ...]


def family_of(category: str, name: str) -> Family:
    """A family by name; SketchAppError lists what there is."""
    if category not in CATEGORIES:
        raise SketchAppError(f"category {category!r} not found; there are: {_names(CATEGORIES)}")
    families = CATEGORIES[category]
    if name not in families:
        raise SketchAppError(f"{category} family {name!r} not found; there are: {_names(families)}")
    return families[name]


def _names(choices: Iterable[str]) -> str:
    return ", ".join(choices)


def listing(
    category: str | None = None, family: str | None = None, per_family: int = ITEMS_PER_FAMILY
) -> Listing:
    """The first items of every family, or only of one category or family name."""
    if category is not None and category not in CATEGORIES:
        raise SketchAppError(f"category {category!r} not found; there are: {_names(CATEGORIES)}")
    chosen = [
        (kind, name)
        for kind, families in CATEGORIES.items()
        for name in families
        if category in (None, kind) and family in (None, name)
    ]
    if not chosen:
        known = _names(
            name for kind, f in CATEGORIES.items() if category in (None, kind) for name in f
        )
        raise SketchAppError(f"family {family!r} not found; there are: {known}")
    parts = [family_listing(kind, name, per_family) for kind, name in chosen]
    return Listing(
        tuple(item for part in parts for item in part.items),
        tuple(item_id for part in parts for item_id in part.given_up),
    )


def family_listing(category: str, name: str, count: int = ITEMS_PER_FAMILY) -> Listing:
    """The first `count` ids of a family, each a design of its own or given up."""
    family = family_of(category, name)
    items: list[Item] = []
    given_up: list[str] = []
    for number in range(count):
        item_id = f"{category}-{name}-{number:04d}"
        design = _new_design(item_id, family.space, [item.design for item in items])
        if design is None:
            given_up.append(item_id)
            continue
        view = sample(family.view, digest(item_id + ":view"))
        seed = digest(item_id) % 2**31
        items.append(Item(item_id, category, name, design, view, seed, split_of(item_id)))
    return Listing(tuple(items), tuple(given_up))


def _new_design(item_id: str, space: Space, earlier: list[Design]) -> Design | None:
    """The first attempt that differs enough from all earlier designs."""
    for attempt in range(ATTEMPTS):
        design = sample(space, digest(f"{item_id}:{attempt}"))
        if all(distance(space, design, other) >= MIN_DISTANCE for other in earlier):
            return design
    return None


def split_of(item_id: str) -> str:
    """train, val or test (80, 10, 10 %)."""
    return SPLITS[digest("split:" + item_id) % len(SPLITS)]


def built(item: Item) -> tuple[list[Part], Camera]:
    """The parts of an item, mirrored where its view says so, and the camera that sees them."""
    family, view = family_of(item.category, item.family), item.view
    parts = family.build(item.design)
    azimuth = view["azimuth"]
    if view.get("mirror"):
        parts = [replace(part, mesh=part.mesh.mirrored()) for part in parts]
        azimuth = -azimuth
    return parts, framed(parts, azimuth, view["elevation"], view["camera_dist"])
