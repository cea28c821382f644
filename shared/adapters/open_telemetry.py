"""Traces and metrics by OpenTelemetry: to Application Insights, or to any collector that speaks OTLP over HTTP."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from opentelemetry.metrics import Counter, Histogram
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import MetricExporter, PeriodicExportingMetricReader
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter
from opentelemetry.trace import Span, SpanKind, Status, StatusCode
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from shared.core.telemetry import Attributes

if TYPE_CHECKING:
    from azure.core.credentials import TokenCredential

SERVICE = "talenti"
METRICS_EVERY_MS = 30_000
_TALK_WITH_ITS_MAKERS = (
    "APPLICATIONINSIGHTS_STATSBEAT_DISABLED_ALL",
    "APPLICATIONINSIGHTS_SDKSTATS_DISABLED",
    "APPLICATIONINSIGHTS_CONTROLPLANE_DISABLED",
)
"""What else the exporter would do: send its makers numbers about itself, and be told by them how to work."""
_PROPAGATOR = TraceContextTextMapPropagator()


class OpenTelemetryWatcher:
    """Implements `Watcher`. Spans and metrics are sent from threads of their own; what cannot be sent is dropped."""

    def __init__(self, spans: SpanExporter, metrics: MetricExporter) -> None:
        resource = Resource.create({"service.name": SERVICE})
        self._traces = TracerProvider(resource=resource, shutdown_on_exit=True)
        self._traces.add_span_processor(BatchSpanProcessor(spans))
        reader = PeriodicExportingMetricReader(metrics, export_interval_millis=METRICS_EVERY_MS)
        self._metrics = MeterProvider([reader], resource=resource, shutdown_on_exit=True)
        self._tracer = self._traces.get_tracer(SERVICE)
        self._meter = self._metrics.get_meter(SERVICE)
        self._sums: dict[str, Counter] = {}
        self._values: dict[str, Histogram] = {}

    @contextmanager
    def span(self, name: str, parent: str) -> Iterator["RunningSpan"]:
        """See `Watcher.span`."""
        context = _PROPAGATOR.extract({"traceparent": parent}) if parent else None
        # The host has the span of the request or message itself; this one is the work inside.
        with self._tracer.start_as_current_span(
            name, context, SpanKind.INTERNAL, record_exception=False, set_status_on_exception=False
        ) as running:
            yield RunningSpan(running)

    def count(self, name: str, amount: float, attributes: Attributes) -> None:
        """See `Watcher.count`."""
        if name not in self._sums:
            self._sums[name] = self._meter.create_counter(name)
        self._sums[name].add(amount, dict(attributes))

    def measure(self, name: str, value: float, attributes: Attributes) -> None:
        """See `Watcher.measure`."""
        if name not in self._values:
            self._values[name] = self._meter.create_histogram(name)
        self._values[name].record(value, dict(attributes))

    def flush(self) -> None:
        """Send what waits, now."""
        self._traces.force_flush()
        self._metrics.force_flush()

    def close(self) -> None:
        """Send what waits, and nothing more."""
        self._traces.shutdown()
        self._metrics.shutdown()


class RunningSpan:
    """Implements `Span`."""

    def __init__(self, span: Span) -> None:
        self._span = span
        context = span.get_span_context()
        flags = int(context.trace_flags)
        self.traceparent = f"00-{context.trace_id:032x}-{context.span_id:016x}-{flags:02x}"

    def note(self, attributes: Attributes) -> None:
        """See `Span.note`."""
        self._span.set_attributes(dict(attributes))

    def fail(self, reason: str) -> None:
        """See `Span.fail`."""
        self._span.set_status(Status(StatusCode.ERROR, reason))


def to_collector(address: str) -> OpenTelemetryWatcher:
    """A watcher that tells a collector at this address, over HTTP."""
    from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter

    address = address.rstrip("/")
    return OpenTelemetryWatcher(
        OTLPSpanExporter(f"{address}/v1/traces", timeout=10), OTLPMetricExporter(f"{address}/v1/metrics", timeout=10)
    )


def to_application_insights(connection: str, credential: "TokenCredential") -> OpenTelemetryWatcher:
    """A watcher that tells Application Insights, as the identity, and nobody else."""
    for name in _TALK_WITH_ITS_MAKERS:
        os.environ.setdefault(name, "true")  # noqa: TID251  # the exporter reads these itself; there is no other way
    from azure.monitor.opentelemetry.exporter import AzureMonitorMetricExporter, AzureMonitorTraceExporter

    # Without a folder for what could not be sent: nothing is left on disks.
    return OpenTelemetryWatcher(
        AzureMonitorTraceExporter(connection_string=connection, credential=credential, disable_offline_storage=True),
        AzureMonitorMetricExporter(connection_string=connection, credential=credential, disable_offline_storage=True),
    )
