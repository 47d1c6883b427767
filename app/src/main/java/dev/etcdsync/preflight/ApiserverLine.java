package dev.etcdsync.preflight;

import dev.etcdsync.etcd.Answers;
import dev.etcdsync.etcd.Etcd;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.KeyValue;
import dev.etcdsync.model.ObjectReader;
import dev.etcdsync.model.ObjectReader.Outcome;
import dev.etcdsync.model.Side;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Whether the standby's apiserver can be asked about what is encrypted, and is the standby's. What
 * it can decrypt is not asked: that takes a write.
 */
final class ApiserverLine {
  private static final String ABOUT = "standby apiserver";

  private final Optional<ObjectReader> reader;
  private final Etcd standby;
  private final Answers answers;

  ApiserverLine(Optional<ObjectReader> reader, Etcd standby, Answers answers) {
    this.reader = reader;
    this.standby = standby;
    this.answers = answers;
  }

  /**
   * @param encrypted an object of each resource that is encrypted on the primary
   */
  List<Line> of(List<Key> encrypted) {
    if (encrypted.isEmpty()) {
      return List.of(Line.pass(ABOUT, "it is not needed: no value of the samples is encrypted"));
    }
    if (reader.isEmpty()) {
      return List.of(
          Line.warn(
              ABOUT,
              "nobody asks it, so names decide what it can decrypt, and they prove nothing",
              "give --standby-kubeconfig, and leave --encryption-probe on"));
    }
    return encrypted.stream().map(key -> of(reader.get(), key)).toList();
  }

  private Line of(ObjectReader api, Key key) {
    OptionalLong before = modRevision(key);
    return switch (answers.await(Side.STANDBY, api.read(key))) {
      case Outcome.NoAnswer none ->
          Line.fail(
              ABOUT,
              "it cannot be asked for %s: %s".formatted(key, none.why()),
              "let it answer, correct --standby-kubeconfig or its rights (docs/operations.md, Rights);"
                  + " run parks with encryption until then");
      case Outcome.NotServed _ ->
          Line.warn(
              ABOUT,
              "it does not know the resource of " + key,
              "see that the standby serves it; until then names decide what it can decrypt");
      case Outcome.Unreadable unreadable ->
          Line.fail(
              ABOUT,
              "it cannot read %s as it stands on the standby: %s".formatted(key, unreadable.why()),
              "every list of that resource fails there: give its EncryptionConfiguration the key");
      case Outcome.Absent _ -> seen(key, before.isEmpty() || modRevision(key).isEmpty());
      case Outcome.Understood understood ->
          seen(
              key,
              isAt(before, understood.modRevision())
                  || isAt(modRevision(key), understood.modRevision()));
    };
  }

  private static Line seen(Key key, boolean alike) {
    return alike
        ? Line.pass(ABOUT, "it can be asked for %s; what it can decrypt, run proves".formatted(key))
        : Line.fail(
            ABOUT,
            "it does not see %s as it stands in the standby's etcd, so it is another cluster's"
                .formatted(key),
            "correct --standby-kubeconfig");
  }

  private static boolean isAt(OptionalLong there, long modRevision) {
    return there.isPresent() && there.getAsLong() == modRevision;
  }

  private OptionalLong modRevision(Key key) {
    return answers.await(Side.STANDBY, standby.get(List.of(key), 0)).entries().stream()
        .flatMap(Optional::stream)
        .mapToLong(KeyValue::modRevision)
        .findFirst();
  }
}
