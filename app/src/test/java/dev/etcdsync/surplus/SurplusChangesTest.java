package dev.etcdsync.surplus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etcdsync.etcd.Answers;
import dev.etcdsync.etcd.DeposedException;
import dev.etcdsync.etcd.Etcd;
import dev.etcdsync.fence.Documents;
import dev.etcdsync.fence.LinkKeys;
import dev.etcdsync.model.Fence;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.KeyMeta;
import dev.etcdsync.model.KeyValue;
import dev.etcdsync.model.Op;
import dev.etcdsync.model.Side;
import dev.etcdsync.model.TransactionLimits;
import dev.etcdsync.model.Value;
import dev.etcdsync.simulation.Fate;
import dev.etcdsync.simulation.SimulatedClient;
import dev.etcdsync.simulation.SimulatedServer;
import dev.etcdsync.simulation.SimulatedStore;
import dev.etcdsync.simulation.SimulatedWorld;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SurplusChangesTest {
  private static final LinkKeys KEYS = LinkKeys.of("main");
  private static final TransactionLimits LIMITS = new TransactionLimits(16, 64 << 10);
  private static final List<Key> LOCALS =
      IntStream.range(0, 40).mapToObj(i -> Key.of("/registry/configmaps/a/c" + (10 + i))).toList();

  @TempDir Path folder;

  private final SimulatedWorld world = new SimulatedWorld(1);
  private final SimulatedServer server =
      new SimulatedServer(world, new SimulatedStore(Side.STANDBY, 0x22));
  private final SimulatedStore store = server.store();
  private final Etcd standby = server.connect(SimulatedClient.test());
  private final Answers answers = new Answers(world.clock(), Duration.ofSeconds(5));
  private final Documents documents = new Documents();
  private final Heard heard = new Heard();

  private static final class Heard implements Removal.Listener, Restoration.Listener {
    final List<Key> done = new ArrayList<>();
    final List<Long> modRevisions = new ArrayList<>();
    final List<Key> gone = new ArrayList<>();
    final List<String> left = new ArrayList<>();

    @Override
    public void deleted(Key key, long modRevision) {
      done.add(key);
      modRevisions.add(modRevision);
    }

    @Override
    public void gone(Key key) {
      gone.add(key);
    }

    @Override
    public void left(Key key, String why) {
      left.add(key + ": " + why);
    }

    @Override
    public void restored(Key key) {
      done.add(key);
    }

    @Override
    public void left(Key key) {
      left.add(key.toString());
    }
  }

  @BeforeEach
  void fill() {
    store.limit(new SimulatedStore.Limits(LIMITS.operations(), LIMITS.bytes()));
    claim(1);
    for (Key key : LOCALS) {
      long created = store.put(key, Value.of("value of " + key), "kubectl");
      store.put(KEYS.surplus(key), documents.writeSurplus(created), "leader");
    }
  }

  @AfterEach
  void close() {
    standby.close();
    world.close();
  }

  private void claim(long epoch) {
    store.put(
        KEYS.fence(), documents.write(new Fence(epoch, "p" + epoch, "n" + epoch, 1, 2)), "leader");
  }

  private long fence() {
    return recorded().fence().orElseThrow().modRevision();
  }

  private RecordedSurplus recorded() {
    return new RecordedSurplus(standby, KEYS, answers);
  }

  private Removal removal() {
    return new Removal(standby, KEYS, fence(), LIMITS, answers);
  }

  private Restoration restoration() {
    return new Restoration(standby, KEYS, fence(), LIMITS, answers);
  }

  private List<KeyMeta> save(Removal removal, List<Key> keys) {
    try (RestoreWriter writer =
        RestoreWriter.create(folder.resolve("f"), "main", 2, Instant.EPOCH)) {
      return removal.save(keys, writer, heard);
    }
  }

  private RestoreFile file() {
    return RestoreFile.check(folder.resolve("f"));
  }

  private boolean isRecorded(Key key) {
    return store.get(KEYS.surplus(key)).isPresent();
  }

  @Test
  void listsWhatIsRecorded() {
    store.delete(LOCALS.get(1), "kubectl");
    store.write(
        List.of(new Op.Put(LOCALS.get(2), Value.of("x")), new Op.Put(KEYS.mark(), Value.of(""))),
        "leader");
    List<SurplusKey> found = new ArrayList<>();
    recorded().read(recorded().recorded().subList(0, 3), found::add);
    KeyValue first = store.get(LOCALS.get(0)).orElseThrow();
    assertThat(found.get(0))
        .isEqualTo(
            new SurplusKey.There(
                first.key(),
                first.createRevision(),
                first.modRevision(),
                first.value().size(),
                false));
    assertThat(found.get(1)).isInstanceOf(SurplusKey.Gone.class);
    assertThat(((SurplusKey.Gone) found.get(1)).created()).isPositive();
    assertThat(((SurplusKey.There) found.get(2)).replicated()).isTrue();
  }

  @Test
  void deletesAndBringsBack() {
    Removal removal = removal();
    List<KeyMeta> saved = save(removal, LOCALS);
    removal.delete(saved, heard);
    assertThat(heard.done).isEqualTo(LOCALS);
    assertThat(heard.modRevisions).isEqualTo(saved.stream().map(KeyMeta::modRevision).toList());
    assertThat(LOCALS).noneMatch(key -> store.get(key).isPresent() || isRecorded(key));
    assertThat(store.get(KEYS.mark()).orElseThrow().modRevision())
        .as("the last deletion is signed")
        .isEqualTo(store.revision());

    store.put(LOCALS.get(3), Value.of("new"), "kubectl");
    heard.done.clear();
    restoration().look(file(), heard);
    assertThat(heard.done).hasSize(39);
    heard.done.clear();
    heard.left.clear();
    restoration().restore(file(), heard);
    assertThat(heard.done).hasSize(39);
    assertThat(heard.left).containsExactly(LOCALS.get(3).toString());
    assertThat(store.get(LOCALS.get(3)).map(KeyValue::value)).contains(Value.of("new"));
    for (Key key : heard.done) {
      assertThat(store.get(key).map(KeyValue::value)).contains(Value.of("value of " + key));
      assertThat(isRecorded(key)).isTrue();
    }
    assertThat(store.get(KEYS.mark()).orElseThrow().modRevision())
        .as("what is brought back is not signed as replicated")
        .isLessThan(store.revision());
  }

  @Test
  void whatChangesMeanwhileStays() {
    Removal removal = removal();
    List<KeyMeta> saved = save(removal, LOCALS);
    store.put(LOCALS.get(5), Value.of("new"), "kubectl");
    removal.delete(saved, heard);
    assertThat(heard.done).hasSize(39);
    assertThat(heard.left)
        .containsExactly(LOCALS.get(5) + ": it has changed since its value was saved");
    assertThat(store.get(LOCALS.get(5)).map(KeyValue::value)).contains(Value.of("new"));
    assertThat(isRecorded(LOCALS.get(5))).isTrue();
  }

  @Test
  void whatIsReplicatedOrGoneIsNotTouched() {
    store.write(
        List.of(new Op.Put(LOCALS.get(0), Value.of("x")), new Op.Put(KEYS.mark(), Value.of(""))),
        "leader");
    store.delete(LOCALS.get(1), "kubectl");
    assertThat(save(removal(), LOCALS.subList(0, 3))).hasSize(1);
    assertThat(heard.left).containsExactly(LOCALS.get(0) + ": it has been replicated since");
    assertThat(heard.gone).containsExactly(LOCALS.get(1));
    assertThat(file().keys()).isEqualTo(1);
  }

  @Test
  void aNewClaimStopsIt() {
    Removal removal = removal();
    List<KeyMeta> saved = save(removal, LOCALS);
    Restoration restoration = restoration();
    claim(2);
    long before = store.revision();
    assertThatThrownBy(() -> removal.delete(saved, heard))
        .isInstanceOf(DeposedException.class)
        .hasMessageContaining("p2");
    RestoreFile file = file();
    assertThatThrownBy(() -> restoration.restore(file, heard)).isInstanceOf(DeposedException.class);
    assertThat(store.revision()).isEqualTo(before);
    assertThat(heard.done).isEmpty();
  }

  @Test
  void aLostAnswerIsNoLoss() {
    Removal removal = removal();
    List<KeyMeta> saved = save(removal, LOCALS);
    server.script(Fate.REPLY_LOST, Fate.REQUEST_LOST);
    removal.delete(saved, heard);
    assertThat(heard.done).containsExactlyInAnyOrderElementsOf(LOCALS);
    assertThat(heard.left).isEmpty();

    heard.done.clear();
    server.script(Fate.REPLY_LOST, Fate.REQUEST_LOST);
    restoration().restore(file(), heard);
    assertThat(heard.done).containsExactlyInAnyOrderElementsOf(LOCALS);
    assertThat(heard.left).isEmpty();
    assertThat(LOCALS)
        .allMatch(key ->
            store.get(key).map(KeyValue::value).equals(Optional.of(Value.of("value of " + key))));
  }
}
