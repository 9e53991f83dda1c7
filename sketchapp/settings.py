"""What can be set from outside: by flags of `python app.py` or by SKETCHAPP_* variables."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parents[1]


class Settings(BaseSettings):
    """Flags go before variables (SKETCHAPP_PORT, ...), variables before the defaults."""

    model_config = SettingsConfigDict(
        env_prefix="SKETCHAPP_", cli_prog_name="app.py", cli_kebab_case=True, extra="ignore"
    )

    host: str | None = Field(default=None, description="address to listen on; 0.0.0.0 for all")
    port: int | None = Field(
        default=None, ge=1, le=65535, description="port; left out, the first free one from 7860"
    )
    root_path: str | None = Field(default=None, description="path prefix behind a reverse proxy")
    gallery: Path = Field(default=ROOT / "assets" / "gallery", description="folder of the photos")
    galleries_dir: Path = Field(
        default=ROOT / "galleries", description="folder for the galleries that people add"
    )
    import_max_photos: int = Field(
        default=20_000, ge=1, le=200_000, description="photos of an added gallery"
    )
    import_max_photo_mb: int = Field(default=40, ge=1, le=1000, description="MB of one photo")
    import_max_total_mb: int = Field(
        default=4000, ge=1, le=1_000_000, description="MB of all photos of one import, unpacked"
    )
    import_max_megapixels: int = Field(
        default=50,
        ge=1,
        le=50,  # above it sketchapp.models.photos refuses too
        description="million pixels of one photo",
    )
    import_max_library_mb: int = Field(
        default=20_000, ge=1, description="MB of all added galleries together"
    )
    checkpoint: Path = Field(
        default=ROOT / "checkpoints" / "retriever.safetensors",
        description="weights of the retriever",
    )
    classifier: Path = Field(
        default=ROOT / "checkpoints" / "classifier.safetensors",
        description="weights of the sketch classifier; without them the page guesses nothing",
    )
    photo_generator: Path = Field(
        default=ROOT / "checkpoints" / "sketch_to_photo.safetensors",
        description="weights that make photos of sketches; without them the page makes none",
    )
    examples: Path = Field(
        default=ROOT / "assets" / "examples", description="folder of example sketches"
    )
    threads: int = Field(
        default=1,  # a small network gains nothing from more, and waits for all on a busy machine
        ge=1,
        le=256,
        description="CPU threads of the network",
    )
    studies_dir: Path = Field(
        default=ROOT / "studies", description="folder of the studies' database and its backups"
    )
    study_database: SecretStr | None = Field(
        default=None,
        description="address of the studies' database (postgresql://...); left out, SQLite in"
        " studies_dir",
    )
    results_password_hash: SecretStr | None = Field(
        default=None,
        description="what `study password` printed; without it /results shows nothing",
    )
    study_backup_repo: str | None = Field(
        default=None,
        pattern=r"^[\w.-]+/[\w.-]+$",
        description="private dataset repository that gets backups of the studies (HF_TOKEN)",
    )
    study_backup_minutes: int = Field(
        default=60, ge=5, le=10_080, description="minutes between these backups"
    )
    mcp: bool = Field(default=True, description="also serve the API as tools (MCP)")

    @classmethod
    def from_command_line(cls) -> Settings:
        """Settings with the flags of this process; --help prints them and exits."""
        return cls(_cli_parse_args=True)  # type: ignore[call-arg]

    @property
    def results_password(self) -> str | None:
        """The hash of the password of /results; None: nothing is shown there."""
        kept = self.results_password_hash
        return None if kept is None else kept.get_secret_value()

    @property
    def study_url(self) -> str:
        """Address of the studies' database."""
        if self.study_database is not None:
            return self.study_database.get_secret_value()
        return f"sqlite:///{self.studies_dir.absolute() / 'studies.sqlite'}"

    def describe(self) -> str:
        """One line `name = value` for each, to be printed at the start."""
        return "\n".join(f"{name} = {value}" for name, value in self)
