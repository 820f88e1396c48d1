"""Settings of the HTTP service alone, from the environment or ``.env``, all named ``API_…``."""

from __future__ import annotations

import os
from functools import cache

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from graph.settings import Seconds, SecondsOrNone, refusal


class ServiceSettings(BaseSettings):
    """Limits of the service; each field says what it means."""

    model_config = SettingsConfigDict(
        env_prefix="API_",
        env_file=".env",
        env_file_encoding="utf-8",
        extra="ignore",
        env_ignore_empty=True,
        frozen=True,
    )

    body_bytes: int = Field(default=1_000_000, gt=0, description="Largest body of a request.")
    upload_bytes: int = Field(
        default=512 * 2**20, gt=0, description="Largest body of an upload to /v1/ingest."
    )
    costly_calls: int = Field(
        default_factory=lambda: max(1, os.cpu_count() or 1),
        ge=1,
        description="Explosions, coverages, plans and questions at once; default: the cores.",
    )
    searches: int = Field(
        default=16, ge=1, description="Searches let in at once; they go through the model together."
    )
    queue_seconds: SecondsOrNone = Field(
        default=5.0,
        description="A costly call or a search waits so long for its turn, then is a 503.",
    )
    coverage_seconds: Seconds = Field(
        default=10.0, description="Time for one coverage; then the best plan found counts."
    )
    plan_seconds: Seconds = Field(
        default=10.0, description="Time for one plan what to localize; then the best counts."
    )
    uploads: int = Field(default=4, ge=1, description="Uploads loaded or waiting at once.")
    poll_seconds: Seconds = Field(
        default=2.0, description="How often the service looks whether the graph moved on."
    )


@cache
def get_service_settings() -> ServiceSettings:
    """Read the settings once; a wrong one is a ConfigurationError naming its variable."""
    try:
        return ServiceSettings()
    except ValidationError as error:
        raise refusal(ServiceSettings, error) from error
