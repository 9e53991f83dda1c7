from __future__ import annotations

import subprocess
import sys

import psutil
import pytest

from benchmarks.start import resident_mb
from sketchapp.errors import SketchAppError
from tests.browser.serving import Server

TAKES_MEMORY = "held = bytearray(50_000_000); print('ready', flush=True); input()"
STARTS_ANOTHER = f"""
import subprocess, sys
subprocess.run([sys.executable, '-c', {TAKES_MEMORY!r}])
"""


def test_the_memory_of_child_processes_counts():
    server = Server(process=start(STARTS_ANOTHER))
    assert server.process is not None
    try:
        own_mb = psutil.Process(server.process.pid).memory_info().rss / 1e6
        assert resident_mb(server) > own_mb + 50
    finally:
        server.process.communicate("\n")


def test_a_server_that_does_not_run_has_no_memory():
    with pytest.raises(SketchAppError, match="not running"):
        resident_mb(Server())


def start(program: str) -> subprocess.Popen:
    """Run a program until it says that it is ready."""
    process = subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    process.stdout.readline()
    return process
