"""Names that people give: of galleries, of categories and of files."""

from __future__ import annotations

import unicodedata

from sketchapp.errors import GalleryError

MAX_NAME = 60
MAX_SHOWN = 120
DEFAULT_CATEGORY = "photos"
UNSEEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}  # Unicode: control, format, half a character, breaks
JOINER = "\u200d"  # a format character too, but emoji are composed with it


def check_gallery_name(name: str) -> str:
    """The name without space around; GalleryError unless it has 1 to 60 visible characters."""
    given = unicodedata.normalize("NFC", name).strip()
    if not 1 <= len(given) <= MAX_NAME:
        raise GalleryError(
            f"the name of a gallery has {len(given)} characters; 1 to {MAX_NAME} are allowed"
        )
    if visible(given) != given:
        raise GalleryError("the name of a gallery has control characters; type it without them")
    return given


def category_name(folder: str) -> str:
    """A category from the name of a folder: visible characters, at most 60, never empty."""
    return visible(folder).strip()[:MAX_NAME].strip() or DEFAULT_CATEGORY


def shown_name(name: str) -> str:
    """A file's name for a list: visible characters, the end of it where it is long."""
    seen = visible(name)
    return seen if len(seen) <= MAX_SHOWN else "…" + seen[1 - MAX_SHOWN :]


def visible(text: str) -> str:
    """The text without characters that nobody sees or that turn its direction."""
    composed = unicodedata.normalize("NFC", text)
    return "".join(
        letter
        for letter in composed
        if letter == JOINER or unicodedata.category(letter) not in UNSEEN
    )
