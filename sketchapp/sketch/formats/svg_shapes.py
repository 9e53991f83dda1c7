"""What of a stranger's SVG may reach the SVG parser: shapes, groups and their geometry.

An SVG can name files and web pages, run scripts, and grow by references; none of that is part of a
sketch. What could be meant as content of the picture but cannot be read (pictures, clones) is
refused with a reason; what is not drawn (metadata, styles, definitions, texts) is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError

from defusedxml import ElementTree, common

from sketchapp.errors import SketchError
from sketchapp.sketch.stroke import LIMITS

MAX_ELEMENTS = 10_000
MAX_DEPTH = 100
MAX_NUMBERS = 2 * LIMITS.points + 4 * LIMITS.strokes  # in outlines: two a point, and some room
MAX_VALUE = 2_000  # characters of an attribute that is no outline, and of nested transforms

SVG_NAMESPACES = ("", "http://www.w3.org/2000/svg")
GROUPS = ("g", "a", "switch")
ROOT_ATTRIBUTES = ("viewBox", "width", "height", "transform")
SHAPES = ("path", "line", "polyline", "polygon", "circle", "ellipse", "rect")
REFUSED = {
    "svg": "another SVG inside: ungroup it first",
    "script": "a script",
    "image": "a picture: only lines can be read. Trace it first",
    "use": "a clone: unlink it first (Inkscape: Edit, Clone, Unlink Clone)",
}
OUTLINES = ("d", "points")
GEOMETRY = (
    *OUTLINES,
    *("id", "transform", "x", "y", "x1", "y1", "x2", "y2"),
    *("r", "rx", "ry", "cx", "cy", "width", "height"),
)
NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
FOREIGN_TO_PATHS = re.compile(r"[^MmZzLlHhVvCcSsQqTtAaEe0-9+\-.,\s]")
CLOSED_TWICE = re.compile(r"[zZ][^mM]*?[zZ]")


def parse_shapes(data: bytes) -> Element:
    """A copy of the SVG's tree that holds only groups and shapes with their GEOMETRY.

    The root has at most ROOT_ATTRIBUTES. Raises SketchError for what this module refuses.
    """
    root = _parse(data)
    if _name(root) != "svg":
        raise SketchError(
            f"the file's outermost element is {_name(root)!r}; an SVG has 'svg' there"
        )
    _refuse_unsafe(root)
    shapes = Element("svg", _only(ROOT_ATTRIBUTES, root))
    shapes.extend(list(_drawn(root, MAX_DEPTH, MAX_VALUE)))
    _check_outlines(shapes)
    return shapes


def _parse(data: bytes) -> Element:
    try:
        return ElementTree.fromstring(data, forbid_dtd=True)
    except common.DefusedXmlException as error:
        raise SketchError(
            "the SVG has a document type, entities or references to files; these are not read."
            " Save it as plain SVG without a <!DOCTYPE> line"
        ) from error
    except (ParseError, ValueError, LookupError) as error:
        raise SketchError(f"the file is not well-formed XML: {error}") from error


def _name(element: Element) -> str:
    """The element's name without its namespace."""
    return str(element.tag).rpartition("}")[2]


def _refuse_unsafe(root: Element) -> None:
    for number, element in enumerate(root.iter()):
        if number >= MAX_ELEMENTS:
            raise SketchError(f"the SVG has over {MAX_ELEMENTS:,} elements; simplify it first")
        if _name(element) in REFUSED and number > 0:
            raise SketchError(f"the SVG holds {REFUSED[_name(element)]}")
        for key, value in element.attrib.items():
            if key.rpartition("}")[2] == "href" and not value.strip().startswith("#"):
                raise SketchError(f"the SVG refers to {value[:60]!r}; links are not followed")


def _drawn(parent: Element, depth: int, room: int) -> Iterator[Element]:
    """Copies of the drawn children; room is what transforms may still grow by, in characters.

    The parser reads all transforms above a shape again for every shape.
    """
    room -= len(parent.get("transform", ""))
    if room < 0:
        raise SketchError("the SVG's transforms are too long; save it as plain SVG")
    if depth == 0:
        raise SketchError(
            f"the SVG's groups are nested deeper than {MAX_DEPTH}; ungroup them first"
        )
    for element in parent:
        namespace = str(element.tag).rpartition("}")[0].removeprefix("{")
        name = _name(element)
        if namespace not in SVG_NAMESPACES or name not in GROUPS + SHAPES or _is_hidden(element):
            continue
        if name == "path" and not element.get("d", "").strip():
            continue
        copy = Element("g" if name in GROUPS else name, _only(GEOMETRY, element))
        copy.extend(list(_drawn(element, depth - 1, room)))
        yield copy


def _only(keys: tuple[str, ...], element: Element) -> dict[str, str]:
    kept = {key: value for key, value in element.attrib.items() if key in keys}
    for key, value in kept.items():
        if key not in OUTLINES and len(value) > MAX_VALUE:
            raise SketchError(f"{key!r} of a shape has {len(value):,} characters; it is damaged")
    return kept


def _is_hidden(element: Element) -> bool:
    style = element.get("style", "").replace(" ", "")
    return element.get("display") == "none" or "display:none" in style


def _check_outlines(shapes: Element) -> None:
    """Refuse what the parser misreads or takes long for: its closings take quadratic time."""
    numbers = moves = 0
    for element in shapes.iterfind(".//*"):
        outline = element.get("d", "")
        if any("%" in value for key, value in element.attrib.items() if key != "id"):
            raise SketchError("the SVG has a shape measured in per cent; give it a size in units")
        if FOREIGN_TO_PATHS.search(outline):
            raise SketchError("the SVG has a path with characters that no path has; it is damaged")
        if CLOSED_TWICE.search(outline):
            raise SketchError("a path is closed twice without a new start; break it apart first")
        moves += len(re.findall("[mM]", outline)) + (not outline and element.tag in SHAPES)
        numbers += sum(1 for _ in NUMBER.finditer(outline + element.get("points", "")))
    if moves > LIMITS.strokes:
        raise SketchError(f"the SVG has {moves} lines and shapes; {LIMITS.strokes} are allowed")
    if numbers > MAX_NUMBERS:
        raise SketchError(
            f"the SVG's outlines have over {MAX_NUMBERS:,} numbers; simplify them first"
        )
