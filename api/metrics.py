"""``/metrics``: requests by route template, and what this process holds."""

from __future__ import annotations

from collections.abc import Iterator

import psutil
from fastapi import FastAPI
from prometheus_client import CollectorRegistry, Metric
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from prometheus_fastapi_instrumentator import Instrumentator

from api.service import Service


class ServiceCollector(Collector):
    """The search snapshot, the projection and the memory of the process, at this moment."""

    def __init__(self, service: Service) -> None:
        self._service = service

    def collect(self) -> Iterator[Metric]:
        """The gauges; those of the snapshot only once there is one."""
        held = self._service.snapshot_age()
        if held is not None:
            snapshot, age = held
            yield _gauge("zanjir_graph_version", "Graph version of the answers", snapshot.version)
            yield _gauge("zanjir_snapshot_age_seconds", "Age of the search snapshot", age)
            entries = len(snapshot.entry_texts)
            yield _gauge("zanjir_snapshot_entries", "Entries in the search snapshot", entries)
            embedded = 0 if snapshot.vectors is None else len(snapshot.vectors.embedded)
            yield _gauge("zanjir_snapshot_embedded", "Entries with an embedding", embedded)
            loaded = snapshot.seconds
            yield _gauge("zanjir_snapshot_load_seconds", "Time the snapshot took to load", loaded)
        yield from self._of_projection()
        memory = psutil.Process().memory_info().rss
        yield _gauge("zanjir_memory_bytes", "Resident memory of this process", memory)

    def _of_projection(self) -> Iterator[Metric]:
        held = self._service.projection()
        if held is not None:
            version = held.version
            yield _gauge("zanjir_projection_version", "Graph version of the projection", version)
            age = held.age_seconds
            yield _gauge("zanjir_projection_age_seconds", "Age of the projection", age)
            size = held.count_bytes()
            yield _gauge("zanjir_projection_bytes", "Memory of the projection", size)
            took = held.seconds
            yield _gauge("zanjir_projection_load_seconds", "Time the projection took to load", took)


def _gauge(name: str, documentation: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, documentation, value=float(value))


def install_metrics(app: FastAPI, service: Service) -> CollectorRegistry:
    """Measure every request of this app; the registry is its own, so that apps stay apart."""
    registry = CollectorRegistry()
    registry.register(ServiceCollector(service))
    Instrumentator(registry=registry, excluded_handlers=["/metrics", "/healthz"]).instrument(app)
    return registry
