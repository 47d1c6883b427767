package dev.etcdsync.survey;

import dev.etcdsync.etcd.Answers;
import dev.etcdsync.etcd.Etcd;
import dev.etcdsync.etcd.EtcdException;
import dev.etcdsync.etcd.Failure;
import dev.etcdsync.etcd.Listing;
import dev.etcdsync.kube.Decision.Decided;
import dev.etcdsync.kube.ObjectKey;
import dev.etcdsync.kube.ScopeTable;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.KeyMeta;
import dev.etcdsync.model.KeyValue;
import dev.etcdsync.model.Side;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Looks through the primary once. Used by one thread. */
public final class Survey {
  /** A large etcd may be read for longer than an apiserver keeps history. */
  private static final int ATTEMPTS = 3;

  private final Etcd primary;
  private final ScopeTable table;
  private final Key registryPrefix;
  private final Answers answers;
  private final Progress progress;

  /** Hears how far it is. */
  public interface Progress {
    /** So many of about so many keys have been looked at. */
    void at(long keys, long total);
  }

  public Survey(
      Etcd primary, ScopeTable table, Key registryPrefix, Answers answers, Progress progress) {
    this.primary = primary;
    this.table = table;
    this.registryPrefix = registryPrefix;
    this.answers = answers;
    this.progress = progress;
  }

  /**
   * Looks at every key below the apiserver's prefix, and at the values of those that may be in
   * scope.
   *
   * @throws EtcdException if the primary does not answer, or forgets the revision that is read
   *     several times in a row
   */
  public SurveyResult run() {
    for (int attempt = 1; ; attempt++) {
      try {
        return look();
      } catch (EtcdException e) {
        if (e.failure() != Failure.COMPACTED || attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private SurveyResult look() {
    Listing listing = Listing.begin(primary, Side.PRIMARY, registryPrefix, 0, answers);
    Findings findings = new Findings(listing.revision());
    ValueReads reads =
        new ValueReads(primary, Side.PRIMARY, listing.revision(), answers, findings::take);
    for (; listing.peek().isPresent(); listing.advance()) {
      KeyMeta listed = listing.peek().get();
      progress.at(listing.position(), listing.total());
      Optional<Decided> settled = table.settled(listed.key());
      if (settled.isPresent() && isOut(settled.get())) {
        findings.count(listed.key(), settled.get());
      } else {
        // In or held by its key: its owners stand in its value.
        reads.add(listed.key(), listing.position());
      }
    }
    reads.finish();
    return findings.result();
  }

  private static boolean isOut(Decided decided) {
    return switch (decided.placement()) {
      case OUT -> true;
      case IN, HELD -> false;
    };
  }

  /** Collects what is found. */
  private final class Findings {
    private final long revision;
    private final Map<String, ReasonTally> resources = new TreeMap<>();
    private final ReasonTally others = ReasonTally.ofOthers();
    private final Namespaces namespaces = new Namespaces();
    private final Ties ties;
    private boolean anyOther;

    Findings(long revision) {
      this.revision = revision;
      this.ties = new Ties(primary, table, registryPrefix, revision, answers);
    }

    void take(KeyValue entry) {
      Decided decided = table.decide(entry.key(), entry.value());
      Optional<ObjectKey> object = count(entry.key(), decided);
      if (object.isPresent() && !isOut(decided)) {
        namespaces.hold(object.get());
        ties.add(entry, object.get(), decided.placement());
      }
    }

    Optional<ObjectKey> count(Key key, Decided decided) {
      Optional<ObjectKey> object = ObjectKey.parse(registryPrefix, key);
      if (object.isPresent()) {
        resources
            .computeIfAbsent(object.get().storedAs(), name -> ReasonTally.of(object.get()))
            .add(decided);
        namespaces.meet(object.get(), decided);
      } else {
        others.add(decided);
        anyOther = true;
      }
      return object;
    }

    SurveyResult result() {
      Ties.Loose loose = ties.loose();
      List<ResourceCount> counts = new ArrayList<>();
      resources.values().forEach(tally -> counts.add(tally.count()));
      if (anyOther) {
        counts.add(others.count());
      }
      return new SurveyResult(
          revision,
          counts,
          loose.dangling(),
          loose.unexamined(),
          namespaces.lost(),
          ties.unreadable());
    }
  }
}
