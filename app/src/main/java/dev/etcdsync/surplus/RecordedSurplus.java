package dev.etcdsync.surplus;

import dev.etcdsync.etcd.Answers;
import dev.etcdsync.etcd.Etcd;
import dev.etcdsync.etcd.FewAtATime;
import dev.etcdsync.etcd.Listing;
import dev.etcdsync.etcd.OwnRevisions;
import dev.etcdsync.fence.Documents;
import dev.etcdsync.fence.LinkKeys;
import dev.etcdsync.model.Fence;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.KeyValue;
import dev.etcdsync.model.Side;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The local surplus of a link as the standby's etcd has it now. Reads only. Used by one thread. */
public final class RecordedSurplus {
  private final Etcd standby;
  private final LinkKeys keys;
  private final Answers answers;
  private final Documents documents = new Documents();
  private final OwnRevisions ours;

  public RecordedSurplus(Etcd standby, LinkKeys keys, Answers answers) {
    this.standby = standby;
    this.keys = keys;
    this.answers = answers;
    this.ours = new OwnRevisions(standby, keys, answers);
  }

  /**
   * The fence that stands now.
   *
   * @param modRevision what transactions compare
   */
  public record Seen(Fence fence, long modRevision) {}

  /** Who holds the link; empty if nobody ever has. */
  public Optional<Seen> fence() {
    return answers.await(Side.STANDBY, standby.get(List.of(keys.fence()), 0)).entries().stream()
        .flatMap(Optional::stream)
        .findFirst()
        .map(entry -> new Seen(documents.readFence(entry.value()), entry.modRevision()));
  }

  /** Every key that is recorded, in order. */
  public List<Key> recorded() {
    return Listing.keysBehind(keys.surplus(), standby, Side.STANDBY, 0, answers);
  }

  /** Reads keys that are recorded, and tells of each in turn. */
  public void read(List<Key> recorded, Consumer<SurplusKey> taker) {
    List<Key> both = new ArrayList<>(2 * recorded.size());
    for (Key key : recorded) {
      both.add(keys.surplus(key));
      both.add(key);
    }
    long[] created = {0};
    new FewAtATime(standby, Side.STANDBY, answers)
        .read(
            both,
            0,
            (entry, position) -> {
              if (position % 2 == 0) {
                created[0] = entry.map(it -> documents.readSurplus(it.value())).orElse(0L);
              } else {
                Key key = both.get(position);
                taker.accept(
                    entry.map(this::there).orElseGet(() -> new SurplusKey.Gone(key, created[0])));
              }
            });
  }

  private SurplusKey there(KeyValue entry) {
    return new SurplusKey.There(
        entry.key(),
        entry.createRevision(),
        entry.modRevision(),
        entry.value().size(),
        isReplicated(entry));
  }

  /** Whether etcd-sync wrote it last, as far as the standby can still tell. */
  boolean isReplicated(KeyValue entry) {
    return ours.contain(entry.modRevision());
  }
}
