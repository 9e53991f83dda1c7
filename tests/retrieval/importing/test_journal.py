from pathlib import Path

from sketchapp.retrieval.importing.journal import Journal, Outcome, read_outcomes

FIRST = Outcome("k1", "a\u2028.png", photo="p1", category="shoes")
SECOND = Outcome("k2", "b.png", reason="is damaged")


def test_outcomes_come_back(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    with Journal(path) as journal:
        journal.add(FIRST)
        assert read_outcomes(path) == [FIRST]  # at once, not only at the end
        journal.add(SECOND)
    with Journal(path) as journal:
        assert list(journal.outcomes.values()) == [FIRST, SECOND]
    assert read_outcomes(tmp_path / "none") == []


def test_a_line_that_was_cut_off_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    with Journal(path) as journal:
        journal.add(FIRST)
        journal.add(SECOND)
    path.write_bytes(path.read_bytes()[:-9])
    with Journal(path) as journal:
        assert list(journal.outcomes.values()) == [FIRST]
        journal.add(SECOND)
    assert read_outcomes(path) == [FIRST, SECOND]


def test_lost_photos_are_forgotten_and_reasons_kept(tmp_path: Path) -> None:
    with Journal(tmp_path / "journal") as journal:
        journal.add(FIRST)
        journal.add(SECOND)
        journal.forget({"p1"})
        assert list(journal.outcomes.values()) == [SECOND]
