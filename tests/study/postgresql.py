"""A PostgreSQL server of the tests' own, in a temporary folder, on a socket and a free port."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from tests.browser.serving import free_port

USER = "postgres"


def binaries() -> Path:
    """The folder of initdb and pg_ctl; RuntimeError where PostgreSQL is not installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    on_path = shutil.which("initdb")
    if not found and on_path is None:
        raise RuntimeError("PostgreSQL is not installed; `make postgresql` installs it")
    return found[-1].parent if found else Path(str(on_path)).parent


@dataclass
class PostgresqlServer:
    """`start` and `stop` can be repeated; the data stay until `remove`."""

    port: int = field(default_factory=free_port)
    folder: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="pg")))

    def __post_init__(self) -> None:
        if os.getuid() == 0:  # PostgreSQL refuses to run as root
            shutil.chown(self.folder, USER)
        self._run("initdb", "-D", str(self.data), "-U", USER, "--auth=trust", "-E", "UTF8")

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def url(self, database: str) -> str:
        return f"postgresql://{USER}@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        options = f"-p {self.port} -h 127.0.0.1 -k {self.folder}"
        log = str(self.folder / "log")
        self._run("pg_ctl", "-D", str(self.data), "-w", "-l", log, "-o", options, "start")

    def stop(self) -> None:
        """At once, as a crash would."""
        self._run("pg_ctl", "-D", str(self.data), "-w", "-m", "immediate", "stop")

    def create(self, database: str) -> str:
        """A new database: its URL."""
        where = ("-h", "127.0.0.1", "-p", str(self.port), "-U", USER)
        self._run("createdb", *where, database)
        return self.url(database)

    def remove(self) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, name: str, *arguments: str) -> None:
        switch = ["runuser", "-u", USER, "--"] if os.getuid() == 0 else []
        ended = subprocess.run(
            [*switch, str(binaries() / name), *arguments],
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            timeout=120,
        )
        if ended.returncode:
            raise RuntimeError(f"{name} failed: {ended.stderr}")
