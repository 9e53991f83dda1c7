"""How a command gives its figures: as JSON on the screen, and in a file where one is named."""

from __future__ import annotations

import json
from dataclasses import asdict, is_dataclass
from pathlib import Path
from typing import Any


def report(figures: Any, json_file: Path | None) -> None:
    """Print figures as JSON, and write them where asked."""
    plain = asdict(figures) if is_dataclass(figures) else figures  # type: ignore[arg-type]
    print(json.dumps(plain, indent=1))
    if json_file is not None:
        write_json(plain, json_file)


def write_json(figures: Any, json_file: Path) -> None:
    """Write figures to a file, in a folder that is made where it is missing."""
    json_file.parent.mkdir(parents=True, exist_ok=True)
    json_file.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
