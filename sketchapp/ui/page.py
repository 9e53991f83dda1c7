"""The page: the canvas on the left, and a tab for each use of its sketch on the right."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import gradio as gr
from gradio import themes
from starlette.middleware import Middleware

from sketchapp.resources import Resources
from sketchapp.sketch import LIMITS
from sketchapp.ui import text
from sketchapp.ui.api import add_endpoint, add_endpoints
from sketchapp.ui.body_limit import BodyLimit
from sketchapp.ui.canvas import SketchCanvas
from sketchapp.ui.canvas.component import Example
from sketchapp.ui.clean import build_clean_tab
from sketchapp.ui.clean_api import clean_endpoint
from sketchapp.ui.find import build_find_tab
from sketchapp.ui.fool_tab import build_fool_tab, build_guess
from sketchapp.ui.generate_tab import build_generate_tab
from sketchapp.ui.handlers import canvas_handlers
from sketchapp.ui.participant.routes import participant_routes
from sketchapp.ui.photo_route import photo_route
from sketchapp.ui.results_route import results_routes
from sketchapp.ui.study_route import study_routes
from sketchapp.ui.tour import Tour
from sketchapp.ui.upload_route import UPLOADS, no_other_uploads, upload_route

MAIN = "main"  # the name of the page's canvas
STYLES = [Path(__file__).parent / name for name in ("tokens.css", "tokens_dark.css", "page.css")]
FONTS = ["system-ui", "-apple-system", "Segoe UI", "Roboto", "sans-serif"]
PICTURES_KEPT_S = (600, 3600)  # made for programs: looked for so often, deleted at that age
BODY_BYTES = 2 * LIMITS.bytes  # a sketch inside a JSON string has every quote escaped


def build_page(resources: Resources) -> gr.Blocks:
    """The whole page, ready to be launched with `launch_options`."""
    with gr.Blocks(
        title=text.TITLE, analytics_enabled=False, fill_width=True, delete_cache=PICTURES_KEPT_S
    ) as page:
        with gr.Row(elem_classes="top"):
            gr.HTML(_heading(), elem_classes="heading")
            Tour(canvas_name=MAIN)
        with gr.Row(elem_classes="desk"):
            with gr.Column(scale=6, min_width=320):
                canvas = build_canvas(resources, MAIN)
                build_guess(resources, canvas.canvas_name)
            with gr.Column(scale=5, min_width=320), gr.Tabs():
                build_find_tab(resources, canvas.canvas_name)
                build_clean_tab(resources, canvas.canvas_name)
                build_generate_tab(resources, canvas.canvas_name)
                build_fool_tab(resources, canvas.canvas_name)
        add_endpoints(resources)
        add_endpoint(clean_endpoint(resources))
    return page


def build_canvas(resources: Resources, canvas_name: str) -> SketchCanvas:
    """A canvas that asks this server, with the example sketches."""
    return SketchCanvas(
        canvas_name=canvas_name,
        server_functions=canvas_handlers(resources),
        examples=_examples(resources.settings.examples),
        welcome=text.welcome(resources.gallery.categories),
    )


def launch_options(resources: Resources) -> dict[str, Any]:
    """How the page is served: `page.launch(**launch_options(resources))`.

    Only `launch` checks which files may be read, so the page must not be mounted in another app.
    Gradio's run history is off: it would keep sketches in the browsers of everyone.
    """
    settings = resources.settings
    return {
        "server_name": settings.host,
        "server_port": settings.port,
        "root_path": settings.root_path,
        "mcp_server": settings.mcp,
        "theme": _theme(),
        "css_paths": STYLES,
        "footer_links": ["api"],
        "run_history": False,
        "ssr_mode": False,
        "show_error": False,
        "max_file_size": LIMITS.bytes,
        "enable_monitoring": False,
        "app_kwargs": {
            "routes": [
                photo_route(resources.library),
                upload_route(resources.imports),
                no_other_uploads(),
                *study_routes(resources.studies),
                *participant_routes(),
                *results_routes(resources.studies, settings.results_password),
            ],
            "middleware": [Middleware(BodyLimit, max_bytes=BODY_BYTES, streamed=UPLOADS)],
        },
    }


def _examples(folder: Path) -> list[Example]:
    """The example sketches whose files are there."""
    paths = {label: folder / f"{name}.json" for name, label in text.EXAMPLES.items()}
    return [
        Example(label, path.read_text(encoding="utf-8"))
        for label, path in paths.items()
        if path.is_file()
    ]


def _theme() -> themes.Base:
    """Quiet greys, so that the white paper is the brightest thing on the page."""
    return themes.Base(primary_hue="blue", neutral_hue="slate", font=FONTS).set(
        body_background_fill="#f4f6f9",
        body_background_fill_dark="#14181f",
        body_text_color_subdued="#57606a",  # Gradio's own is too pale to read
        body_text_color_subdued_dark="#a9b4c4",
    )


def _heading() -> str:
    return f"<h1>{text.TITLE}</h1><p>{text.INTRODUCTION}</p>"
