"""The browser's part of a component: its JavaScript, CSS and HTML, read from beside its module."""

from __future__ import annotations

import html
import re
from pathlib import Path
from string import Template

UI = Path(__file__).parent
INCLUDED = re.compile(r"<!-- (\S+\.html) -->\n")


def script(*names: str) -> str:
    """The JavaScript files (relative to this folder) one after the other, as one program."""
    return _joined(names)


def style(*names: str) -> str:
    """The CSS files (relative to this folder) one after the other."""
    return _joined(names)


def _joined(names: tuple[str, ...]) -> str:
    return "\n".join((UI / name).read_text(encoding="utf-8") for name in names)


def template(name: str, words: dict[str, str]) -> str:
    """An HTML file (relative to this folder) with its $words filled in, escaped.

    A comment that is the name of another HTML file stands for its content.
    Only words of `sketchapp.ui.text` may come in here: Gradio runs what stands in braces.
    """
    escaped = {key: html.escape(word) for key, word in words.items()}
    whole = INCLUDED.sub(lambda found: _joined((found[1],)), _joined((name,)))
    return Template(whole).substitute(escaped)
