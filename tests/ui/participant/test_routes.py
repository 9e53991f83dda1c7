"""What the page of participants is made of, as it is served."""

from __future__ import annotations

import re
from pathlib import Path

import orjson
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from sketchapp.ui.participant.routes import LANGUAGES, MODULES, assets, participant_routes

FOLDER = Path(__file__).parents[3] / "sketchapp" / "ui" / "participant"
KEY = re.compile(r"""['"]([a-z]+\.[a-z_]+)['"]""")
"""A key of the words, quoted; no other text in the scripts has this form."""


@pytest.fixture
def client() -> TestClient:
    return TestClient(Starlette(routes=participant_routes()))


def words(language: str) -> dict[str, str]:
    return orjson.loads((FOLDER / f"{language}.json").read_bytes())


def used_keys() -> set[str]:
    sources = [FOLDER / name for name in (*MODULES, "page.html")]
    return {key for path in sources for key in KEY.findall(path.read_text(encoding="utf-8"))}


@pytest.mark.parametrize(("address", "root"), [("/study", "."), ("/study/chairs", "..")])
def test_the_page_finds_its_files_wherever_the_app_lies(
    client: TestClient, address: str, root: str
) -> None:
    page = client.get(address)
    assert page.status_code == 200 and page.headers["content-type"].startswith("text/html")
    linked = re.findall(r'(?:src|href)="([^"#]+)"', page.text)
    assert len(linked) == 5
    for link in linked:
        assert link.startswith(f"{root}/study/assets/")
        assert client.get(link.removeprefix(root)).status_code == 200


def test_no_script_runs_but_the_files(client: TestClient) -> None:
    page = client.get("/study/chairs")
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy and "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert not re.search(r"<script(?![^>]* src=)|<style|\son\w+=|\sstyle=", page.text)
    assert "chairs" not in page.text  # nothing of the address comes back


def test_every_module_is_served_and_nothing_else(client: TestClient) -> None:
    assert set(MODULES) == {path.name for path in FOLDER.glob("*.js")}
    assert client.get("/study/assets/routes.py").status_code == 404
    assert client.get("/study/assets/..%2froutes.py").status_code == 404
    for name in assets():
        assert client.get(f"/study/assets/{name}").headers["x-content-type-options"] == "nosniff"


def test_scripts_write_no_markup_and_trust_no_clock() -> None:
    for name in MODULES:
        text = (FOLDER / name).read_text(encoding="utf-8")
        assert not re.search(r"innerHTML|insertAdjacentHTML|document\.write|\beval\(", text), name
        assert not re.search(r"\bDate\b", text), name


def test_all_languages_say_the_same_things() -> None:
    english = words("en")
    for language in LANGUAGES:
        other = words(language)
        assert list(other) == list(english)
        for key, sentence in other.items():
            assert sentence.strip(), key
            assert set(re.findall(r"{\w+}", sentence)) == set(re.findall(r"{\w+}", english[key]))


def test_no_word_is_missing_or_left_over() -> None:
    assert used_keys() == set(words("en"))


def test_what_is_taken_from_the_canvas_is_there() -> None:
    scripts = assets()
    taken = {
        name.strip()
        for module in MODULES
        for names in re.findall(r"import {([^}]+)} from './canvas.js'", scripts[module][0])
        for name in names.split(",")
    }
    exported = re.findall(r"export {([^}]+)}", scripts["canvas.js"][0])[0]
    assert taken == {name.strip() for name in exported.split(",")}
