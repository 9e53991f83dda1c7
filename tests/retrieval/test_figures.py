from pathlib import Path

from sketchapp.retrieval.embeddings import gallery_embeddings
from sketchapp.retrieval.figures import gallery_figures
from sketchapp.retrieval.gallery import load_gallery
from tests.made_datasets import make_gallery
from tests.models.tiny import tiny_retriever


def test_a_gallery_is_counted(tmp_path: Path) -> None:
    folder = make_gallery(tmp_path / "gallery", n_photos=5)
    retriever = tiny_retriever()
    retriever.save(tmp_path / "weights.safetensors", {})
    figures = gallery_figures(folder, tmp_path / "weights.safetensors")
    assert figures["n_photos"] == 5 and figures["categories"] == {"chair": 3, "shoe": 2}
    assert figures["embedding"]["rows"] == 1 and figures["embedding"]["width"] == 8
    assert figures["embedding"]["model"]
    assert figures["bytes"] == sum(path.stat().st_size for path in folder.glob("photo/*"))
    gallery_embeddings(retriever, load_gallery(folder))
    again = gallery_figures(folder, tmp_path / "weights.safetensors")
    assert again["bytes"] > figures["bytes"]
