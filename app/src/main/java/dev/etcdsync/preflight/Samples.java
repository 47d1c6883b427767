package dev.etcdsync.preflight;

import dev.etcdsync.etcd.Answers;
import dev.etcdsync.etcd.Etcd;
import dev.etcdsync.etcd.FewAtATime;
import dev.etcdsync.kube.StoredValue;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.KeyValue;
import dev.etcdsync.model.Side;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** How much there is to copy, and what of it is encrypted, told by some values of each resource. */
final class Samples {
  /** Of a first copy on two cores with etcd 3.6 (docs/benchmarks.md), rounded down. */
  private static final double KEYS_A_SECOND = 20_000;

  private static final double BYTES_A_SECOND = 20 << 20;

  private final Etcd primary;
  private final Answers answers;

  /** An object of each resource that is encrypted. */
  private final Map<String, Key> examples = new TreeMap<>();

  Samples(Etcd primary, Answers answers) {
    this.primary = primary;
    this.answers = answers;
  }

  List<Line> lines(BothSides sides) {
    double bytes = 0;
    Map<String, Set<String>> encrypted = new TreeMap<>();
    for (Map.Entry<String, BothSides.Resource> resource : sides.resources().entrySet()) {
      List<Key> keys = resource.getValue().sample();
      List<KeyValue> read = read(keys);
      long sampled = read.stream().mapToLong(KeyValue::size).sum();
      bytes += read.isEmpty() ? 0 : (double) sampled / read.size() * resource.getValue().keys();
      for (KeyValue entry : read) {
        if (StoredValue.read(entry.value()) instanceof StoredValue.Encrypted it) {
          encrypted
              .computeIfAbsent(
                  it.provider() + " key \"" + it.keyName() + "\"", x -> new TreeSet<>())
              .add(resource.getKey());
          examples.putIfAbsent(resource.getKey(), entry.key());
        }
      }
    }
    List<Line> lines = new ArrayList<>();
    lines.add(
        Line.pass(
            "extent",
            "%,d keys may be in scope (exact; the value of some decides), about %,.1f MiB (by samples of"
                    .formatted(sides.inScope(), bytes / (1 << 20))
                + " each resource); a first copy takes about %,.0f s where it is as fast as measured on"
                    .formatted(
                        Math.max(
                            1, Math.max(sides.inScope() / KEYS_A_SECOND, bytes / BYTES_A_SECOND)))
                + " two cores"));
    lines.add(encryption(encrypted));
    return lines;
  }

  /** An object of each resource that {@link #lines} has found encrypted. */
  List<Key> encrypted() {
    return List.copyOf(examples.values());
  }

  private List<KeyValue> read(List<Key> keys) {
    List<KeyValue> read = new ArrayList<>();
    new FewAtATime(primary, Side.PRIMARY, answers)
        .read(keys, 0, (entry, position) -> entry.ifPresent(read::add));
    return read;
  }

  private static Line encryption(Map<String, Set<String>> encrypted) {
    if (encrypted.isEmpty()) {
      return Line.pass("encryption", "no value of the samples is encrypted");
    }
    List<String> found = new ArrayList<>();
    encrypted.forEach((by, resources) -> found.add(by + " for " + String.join(", ", resources)));
    return new Line(
        "encryption",
        Outcome.WARN,
        "values are encrypted: " + String.join("; ", found),
        Optional.of(
            "see that the standby's apiserver has the same keys, under the same names; equal names"
                + " prove nothing"),
        List.of());
  }
}
