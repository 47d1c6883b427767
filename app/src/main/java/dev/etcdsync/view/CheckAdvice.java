package dev.etcdsync.view;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.etcdsync.check.Difference;
import dev.etcdsync.check.Found;
import dev.etcdsync.check.FoundKeys;
import dev.etcdsync.model.Key;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What to do about what a comparison has found; it names only what exists.
 *
 * @param remedies for what was found, in the order in which it is listed
 */
record CheckAdvice(List<Remedy> remedies) {
  private static final String END_THE_CAUSE =
      """
      Missed and different keys: first end the cause, where one is given: what deletes or
      changes objects on the standby will do it again. A leader that follows writes them back by
      itself; to have it look now:\
      """;
  private static final String UNTIL_CLEAN =
      "Until etcd-sync check says CLEAN, do not fail over and do not uninstall.";
  private static final String STALE =
      "Stale surplus keys: they were the primary's, and belong there no more.";
  private static final String DELETE =
      """
      Delete them on the standby, the dependents before their owners. With kubectl, or,
      for the first:\
      """;
  private static final String DELETE_HELD =
      """
      What is held stands aside, where no apiserver sees it. A leader that runs does not
      mind that you delete it there. For the first:\
      """;
  private static final String LOCAL =
      """
      The standby's own surplus keys never came from the primary, and nothing of etcd-sync
      touches them. They are no fault. To see them all, and to delete what nobody needs
      (it asks first, and keeps a file to restore from):\
      """;

  /** What to do about findings of these sorts, in the words of the JSON schema. */
  private record Remedy(List<String> sorts, List<Step> steps) {}

  private sealed interface Step {
    /** In lines as a terminal has them. */
    record Said(String text) implements Step {}

    /** To be pasted into a shell. */
    record Command(String command) implements Step {}
  }

  static CheckAdvice of(Difference difference, StandbyCommand standby) {
    List<Remedy> remedies = new ArrayList<>();
    if (difference.missed().count() + difference.different().count() > 0) {
      remedies.add(
          new Remedy(
              List.of("missed", "different"),
              List.of(
                  new Step.Said(END_THE_CAUSE),
                  new Step.Command(standby.etcdSync("heal")),
                  new Step.Said(UNTIL_CLEAN))));
    }
    if (difference.stale().count() > 0) {
      remedies.add(new Remedy(List.of("stale"), stale(difference.stale(), standby)));
    }
    if (difference.local().count() > 0) {
      String first = difference.local().iterator().next().key().toString();
      remedies.add(
          new Remedy(
              List.of("local"),
              List.of(
                  new Step.Said(LOCAL),
                  new Step.Command(standby.etcdSync("surplus", "list")),
                  new Step.Command(standby.etcdSync("surplus", "delete", first)))));
    }
    return new CheckAdvice(remedies);
  }

  private static List<Step> stale(FoundKeys stale, StandbyCommand standby) {
    List<Step> steps = new ArrayList<>(List.of(new Step.Said(STALE)));
    first(stale, false)
        .ifPresent(key -> {
          steps.add(new Step.Said(DELETE));
          steps.add(new Step.Command(standby.etcdctlDelete(key.toString())));
        });
    first(stale, true)
        .ifPresent(key -> {
          steps.add(new Step.Said(DELETE_HELD));
          steps.add(new Step.Command(standby.etcdctlDelete(standby.keys().held(key).toString())));
        });
    return steps;
  }

  private static Optional<Key> first(FoundKeys keys, boolean held) {
    return keys.stream().filter(found -> found.held() == held).map(Found::key).findFirst();
  }

  /** For people. */
  List<String> lines() {
    List<String> lines = new ArrayList<>(List.of("What to do:"));
    for (Remedy remedy : remedies) {
      List<String> own = new ArrayList<>();
      for (Step step : remedy.steps()) {
        switch (step) {
          case Step.Said(String text) -> text.lines().map(line -> "  " + line).forEach(own::add);
          case Step.Command(String command) -> own.add("      " + command);
        }
      }
      own.set(0, "-" + own.getFirst().substring(1));
      lines.addAll(own);
    }
    if (remedies.isEmpty()) {
      lines.add("- Nothing.");
    }
    return lines;
  }

  /** For the page and for machines. */
  void write(JsonGenerator out) throws IOException {
    out.writeArrayFieldStart("advice");
    for (Remedy remedy : remedies) {
      out.writeStartObject();
      out.writeArrayFieldStart("of");
      for (String sort : remedy.sorts()) {
        out.writeString(sort);
      }
      out.writeEndArray();
      out.writeArrayFieldStart("steps");
      for (Step step : remedy.steps()) {
        out.writeStartObject();
        switch (step) {
          case Step.Said(String text) -> out.writeStringField("text", text.replace('\n', ' '));
          case Step.Command(String command) -> out.writeStringField("command", command);
        }
        out.writeEndObject();
      }
      out.writeEndArray();
      out.writeEndObject();
    }
    out.writeEndArray();
  }
}
