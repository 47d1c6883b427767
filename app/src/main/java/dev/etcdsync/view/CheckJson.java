package dev.etcdsync.view;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.etcdsync.check.CheckResult;
import dev.etcdsync.check.Difference;
import dev.etcdsync.check.Found;
import dev.etcdsync.check.FoundKeys;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;

/**
 * A comparison's result as JSON, written as it is read: there may be a million findings. The schema
 * is in docs/operations.md.
 *
 * @param most keys of each sort that are named; all are counted
 * @param commands for what to do about it
 */
record CheckJson(CheckReport report, long most, Instant now, StandbyCommand commands) {

  void write(JsonGenerator out) throws IOException {
    out.writeStartObject();
    out.writeNumberField("version", CheckView.VERSION);
    switch (report.result()) {
      case CheckResult.Compared compared -> compared(compared, out);
      case CheckResult.InPart part -> {
        out.writeStringField("result", "drift");
        out.writeNumberField("revision", part.revision());
        out.writeObjectFieldStart("part");
        out.writeNumberField("revision", part.next());
        out.writeNumberField("applied", part.applied());
        out.writeNumberField("total", part.total());
        out.writeEndObject();
      }
      case CheckResult.Unknown unknown -> {
        out.writeStringField("result", "unknown");
        out.writeStringField("sentence", unknown.sentence());
      }
    }
    out.writeStringField("begun", report.begun().toString());
    out.writeNumberField("ageSeconds", seconds(report.age(now)));
    out.writeNumberField("seconds", seconds(report.took()));
    out.writeBooleanField("deep", report.deep());
    out.writeEndObject();
  }

  private void compared(CheckResult.Compared compared, JsonGenerator out) throws IOException {
    Difference difference = compared.difference();
    out.writeStringField("result", difference.isClean() ? "clean" : "drift");
    out.writeNumberField("revision", compared.pair().revision());
    out.writeNumberField("standbyRevision", compared.pair().modRevision());
    out.writeNumberField("keys", compared.keys());
    out.writeNumberField("held", compared.held());
    if (compared.unread().isPresent()) {
      out.writeObjectFieldStart("unread");
      out.writeNumberField("keys", compared.unread().get().keys());
      out.writeNumberField("since", compared.unread().get().since());
      out.writeEndObject();
    }
    sort("missed", difference.missed(), out);
    sort("stale", difference.stale(), out);
    sort("different", difference.different(), out);
    sort("local", difference.local(), out);
    out.writeNumberField("statusDiverged", difference.statusDiverged());
    CheckAdvice.of(difference, commands).write(out);
  }

  private void sort(String name, FoundKeys keys, JsonGenerator out) throws IOException {
    out.writeObjectFieldStart(name);
    out.writeNumberField("count", keys.count());
    out.writeArrayFieldStart("keys");
    Iterator<Found> left = keys.iterator();
    for (long named = 0; named < most && left.hasNext(); named++) {
      Found found = left.next();
      out.writeStartObject();
      out.writeStringField("key", found.key().toString());
      out.writeBooleanField("held", found.held());
      if (found.reason().isPresent()) {
        out.writeStringField("reason", found.reason().get());
      }
      out.writeEndObject();
    }
    out.writeEndArray();
    out.writeEndObject();
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }
}
