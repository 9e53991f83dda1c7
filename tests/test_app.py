"""The entry: what happens when it cannot serve."""

import socket
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_a_taken_port_is_told_in_a_sentence() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        command = [sys.executable, "app.py", "--host", "127.0.0.1", "--port", port]
        ended = subprocess.run(
            command, check=False, cwd=ROOT, capture_output=True, text=True, timeout=120
        )
    assert ended.returncode == 1
    assert "cannot start" in ended.stderr and port in ended.stderr
    assert "Traceback" not in ended.stderr
