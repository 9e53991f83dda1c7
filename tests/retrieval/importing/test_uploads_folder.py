import subprocess
import sys
from pathlib import Path

from sketchapp.retrieval.importing.uploads_folder import UPLOADS, UploadsFolder

ROOT = Path(__file__).parents[3]
SERVER = """
import sys
from pathlib import Path
from sketchapp.retrieval.importing.uploads_folder import UploadsFolder

uploads = UploadsFolder(Path(sys.argv[1]))
(uploads.make("one") / "photo").write_text("x")
print("now", flush=True)
sys.stdin.read()
"""


def test_nothing_is_made_before_the_first_upload(tmp_path: Path) -> None:
    UploadsFolder(tmp_path / "galleries")
    assert not (tmp_path / "galleries").exists()


def test_only_a_process_that_ended_loses_its_folder(tmp_path: Path) -> None:
    child = subprocess.Popen(
        [sys.executable, "-c", SERVER, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=ROOT,
        text=True,
    )
    try:
        assert child.stdout is not None and child.stdout.readline() == "now\n"
        mine = UploadsFolder(tmp_path).make("two")
        (theirs,) = tmp_path.glob(f"{UPLOADS}/*/one/photo")
    finally:
        child.kill()  # nothing in it gets a chance to tidy up
        child.communicate()
    UploadsFolder(tmp_path)
    assert not theirs.exists() and not theirs.parents[1].exists()
    assert not mine.exists()  # whoever made it has let go of it, and so has its lock


def test_two_in_one_process_leave_each_other_alone(tmp_path: Path) -> None:
    first = UploadsFolder(tmp_path)
    kept = first.make("one")
    second = UploadsFolder(tmp_path)
    assert kept.is_dir() and second.make("one") != kept


def test_folders_without_a_lock_are_removed(tmp_path: Path) -> None:
    (tmp_path / UPLOADS / "old").mkdir(parents=True)
    UploadsFolder(tmp_path)
    assert not list((tmp_path / UPLOADS).iterdir())
