import pytest

from sketchapp.retrieval.importing.progress import Meter


def test_speed_counts_only_what_this_run_did() -> None:
    now_s = [0.0]
    meter = Meter("reading", 100, clock=lambda: now_s[0])
    now_s[0] = 2.0
    report = meter.progress(done=90, skipped=3, worked=10)
    assert (report.done, report.total, report.skipped, report.phase) == (90, 100, 3, "reading")
    assert report.photos_per_s == pytest.approx(5.0)


def test_reports_are_rare() -> None:
    now_s = [0.0]
    meter = Meter("reading", 1, clock=lambda: now_s[0])
    due = []
    for _ in range(10):
        due.append(meter.is_due())
        now_s[0] += 0.0625
    assert due == [True, False, False, False, True, False, False, False, True, False]
