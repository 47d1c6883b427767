package dev.etcdsync.monitor;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

/** Some metrics that come and go together. Any thread may call. */
final class Family implements AutoCloseable {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  /** For what others know how to measure. */
  PrometheusMeterRegistry registry() {
    return registry;
  }

  /** A gauge that asks for its value when it is scraped. */
  void gauge(Metric metric, DoubleSupplier value, String... labels) {
    Supplier<Number> asked = value::getAsDouble;
    Gauge.Builder<Supplier<Number>> gauge =
        Gauge.builder(metric.meter(), asked).description(metric.help()).tags(tags(metric, labels));
    var _ = (metric.unit().isEmpty() ? gauge : gauge.baseUnit(metric.unit())).register(registry);
  }

  /** The counter with these labels, made if need be. */
  Counter counter(Metric metric, String... labels) {
    Counter.Builder counter =
        Counter.builder(metric.meter()).description(metric.help()).tags(tags(metric, labels));
    return (metric.unit().isEmpty() ? counter : counter.baseUnit(metric.unit())).register(registry);
  }

  Timer histogram(Metric metric, Duration... buckets) {
    return Timer.builder(metric.meter())
        .description(metric.help())
        .serviceLevelObjectives(buckets)
        .register(registry);
  }

  private static Tags tags(Metric metric, String... values) {
    if (metric.labels().size() != values.length) {
      throw new IllegalArgumentException(metric + " has the labels " + metric.labels());
    }
    Tags tags = Tags.empty();
    for (int i = 0; i < values.length; i++) {
      tags = tags.and(metric.labels().get(i), values[i]);
    }
    return tags;
  }

  /** Prometheus' text format 0.0.4. */
  String text() {
    return registry.scrape();
  }

  @Override
  public void close() {
    registry.close();
  }
}
