"""The real server in a process of its own, and Chromium: for the browser tests and benchmarks."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
START_S = 120.0  # a busy machine imports torch slowly
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@dataclass
class Server:
    """A script that serves a page, as a process; `start` and `stop` can be repeated.

    environment goes on top of that of this process.
    """

    script: Path = ROOT / "app.py"
    port: int = 0
    environment: Mapping[str, str] = field(default_factory=dict)
    process: subprocess.Popen | None = None

    @property
    def address(self) -> str:
        """Where the page is."""
        return f"http://127.0.0.1:{self.port}/"

    def start(self) -> None:
        """Start the process and wait until the page answers; RuntimeError with its log if not."""
        self.port = self.port or free_port()
        environment = os.environ | {
            "PYTHONPATH": str(ROOT),
            "SKETCHAPP_PORT": str(self.port),
            "GRADIO_ANALYTICS_ENABLED": "False",
            **self.environment,
        }
        self.log = tempfile.TemporaryFile("w+")  # noqa: SIM115 (read when the start fails)
        self.process = subprocess.Popen(
            [sys.executable, str(self.script)],
            cwd=ROOT,
            env=environment,
            stdout=self.log,
            stderr=subprocess.STDOUT,
        )
        self._wait()

    def stop(self) -> None:
        """End the process at once, as a crash would."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.log.close()
        self.process = None

    def _wait(self) -> None:
        deadline = time.monotonic() + START_S
        while not answers(self.address):
            ended = self.process is None or self.process.poll() is not None
            if ended or time.monotonic() > deadline:
                self.log.seek(0)
                raise RuntimeError(f"the server did not start:\n{self.log.read()}")
            time.sleep(0.2)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def answers(address: str) -> bool:
    """Does a server answer there?"""
    try:
        with urllib.request.urlopen(address, timeout=5):
            return True
    except (urllib.error.URLError, TimeoutError, ConnectionError):
        return False


@contextmanager
def running_server(
    script: Path = ROOT / "app.py", environment: Mapping[str, str] | None = None
) -> Iterator[Server]:
    """A server on a free port with galleries of its own, stopped at the end."""
    with tempfile.TemporaryDirectory() as galleries:
        own = {"SKETCHAPP_GALLERIES_DIR": galleries, **(environment or {})}
        server = Server(script, environment=own)
        try:
            server.start()
            yield server
        finally:
            server.stop()


def show_no_tour(visitor: BrowserContext | Page) -> None:
    """Let the pages opened from now on know that the tour was seen."""
    visitor.add_init_script("try { localStorage.setItem('sketchapp:tour', 'seen') } catch {}")


@contextmanager
def chromium() -> Iterator[Browser]:
    """Chromium of this system, or the one that Playwright installed."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("SKETCHAPP_CHROMIUM") or shutil.which("chromium"),
            args=CHROMIUM_FLAGS,
        )
        try:
            yield browser
        finally:
            browser.close()
