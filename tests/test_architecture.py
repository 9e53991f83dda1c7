"""The arrows of the layout: who may import whom."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "sketchapp"

FORBIDDEN = {
    "sketch": {"gradio", "sqlalchemy", "torch", "sketchapp.attribution", "sketchapp.models"},
    "attribution": {"gradio", "sqlalchemy", "sketchapp.models", "sketchapp.retrieval"},
    "models": {"gradio", "sketchapp.retrieval", "sketchapp.data"},
    "cleaning": {"gradio", "sqlalchemy"},
    "data": {"gradio", "torch", "sketchapp.retrieval", "sketchapp.models"},
    "retrieval": {"gradio"},
    "synth": {"gradio", "sqlalchemy", "torch", "sketchapp.models", "sketchapp.retrieval"},
    "training": {"gradio"},
    "generation": {"gradio", "sqlalchemy", "sketchapp.retrieval", "sketchapp.data"},
    "study": {"gradio", "fastapi", "starlette"},
    "attacks": {"gradio", "sqlalchemy", "sketchapp.retrieval", "sketchapp.data"},
}
OUTERMOST = {"sketchapp.ui", "sketchapp.training"}


def imports_of(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute"
            names.add(node.module or "")
    return names


def reaches(names: set[str], target: str) -> bool:
    return any(name == target or name.startswith(target + ".") for name in names)


@pytest.mark.parametrize("part", sorted(FORBIDDEN))
def test_part_imports_only_what_it_may(part: str) -> None:
    files = list((PACKAGE / part).rglob("*.py"))
    assert files
    targets = FORBIDDEN[part] | {outer for outer in OUTERMOST if outer != f"sketchapp.{part}"}
    for path in files:
        wrong = {target for target in targets if reaches(imports_of(path), target)}
        assert not wrong, f"{path.relative_to(ROOT)} imports {wrong}"


def test_only_the_photographer_needs_bpy() -> None:
    users = {path for path in PACKAGE.rglob("*.py") if reaches(imports_of(path), "bpy")}
    assert users and all(path.parent == PACKAGE / "synth" / "photo" for path in users)


def test_attribution_is_usable_without_the_app() -> None:
    loaded = "{'gradio', 'sqlalchemy', 'faiss', 'open_clip'} & set(sys.modules)"
    code = f"import sys, sketchapp.attribution; assert not {loaded}"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT, timeout=120)
