package dev.etcdsync.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.etcdsync.surplus.SurplusKey;
import dev.etcdsync.view.JsonText;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** The standby's own keys, for people and for machines. */
record SurplusView(String link, List<SurplusKey> keys) {
  private static final int VERSION = 1;
  private static final String ROW = "%12s  %12s  %10s  %-10s  %s%n";

  void print(Output output, PrintWriter out) {
    switch (output) {
      case TEXT -> printText(out);
      case JSON -> printJson(out);
    }
    out.flush();
  }

  private void printText(PrintWriter out) {
    if (keys.isEmpty()) {
      out.println("No key is recorded as the standby's own.");
      return;
    }
    out.printf(Locale.ROOT, ROW, "CREATED", "WRITTEN", "BYTES", "STATE", "KEY");
    for (SurplusKey key : keys) {
      switch (key) {
        case SurplusKey.There there ->
            out.printf(
                Locale.ROOT,
                ROW,
                there.created(),
                there.modRevision(),
                String.format(Locale.ROOT, "%,d", there.size()),
                state(there),
                there.key());
        case SurplusKey.Gone gone ->
            out.printf(Locale.ROOT, ROW, gone.created(), "", "", "gone", gone.key());
      }
    }
    out.println();
    out.printf(
        Locale.ROOT,
        "%,d keys. CREATED and WRITTEN are revisions of the standby's etcd.%n",
        keys.size());
  }

  private static String state(SurplusKey.There there) {
    return there.replicated() ? "replicated" : "there";
  }

  private void printJson(PrintWriter out) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("version", VERSION).put("link", link);
    ArrayNode array = node.putArray("keys");
    for (SurplusKey key : keys) {
      ObjectNode entry = array.addObject().put("key", key.key().toString());
      switch (key) {
        case SurplusKey.There there ->
            entry
                .put("state", state(there))
                .put("created", there.created())
                .put("modRevision", there.modRevision())
                .put("bytes", there.size());
        case SurplusKey.Gone gone -> entry.put("state", "gone").put("created", gone.created());
      }
    }
    JsonText.print(node, out);
  }
}
