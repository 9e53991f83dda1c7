from __future__ import annotations

import sys

import pytest
from pydantic import ValidationError

from sketchapp.settings import Settings


def test_flags_go_before_variables_and_variables_before_defaults(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SKETCHAPP_PORT", "8001")
    monkeypatch.setenv("SKETCHAPP_HOST", "0.0.0.0")
    monkeypatch.setattr(sys, "argv", ["app.py", "--port", "8002"])
    settings = Settings.from_command_line()
    assert (settings.port, settings.host, settings.mcp) == (8002, "0.0.0.0", True)


def test_a_port_that_cannot_be_is_refused():
    with pytest.raises(ValidationError, match="port"):
        Settings(port=70000)


def test_every_setting_is_told_at_the_start():
    assert set(Settings.model_fields) == {
        line.split(" = ")[0] for line in Settings().describe().splitlines()
    }
