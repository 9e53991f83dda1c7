"""A page with two canvases, of which Python can read the first and fill the second."""

from __future__ import annotations

import gradio as gr

from sketchapp.resources import Resources
from sketchapp.settings import Settings
from sketchapp.sketch import Sketch
from sketchapp.ui.find import build_find_tab
from sketchapp.ui.page import build_canvas, launch_options


def main() -> None:
    resources = Resources.load(Settings())
    with gr.Blocks() as demo:
        with gr.Row():
            first = build_canvas(resources, "first")
            second = build_canvas(resources, "second")
        with gr.Tabs():
            build_find_tab(resources, "first")
        count = gr.Number(label="strokes", elem_id="count")
        copy = gr.Button("Copy", elem_id="copy")
        copy.click(copy_sketch, first, [second, count], api_visibility="private")
    demo.launch(**launch_options(resources))


def copy_sketch(sketch: Sketch) -> tuple[Sketch, int]:
    return sketch, len(sketch)


if __name__ == "__main__":
    main()
