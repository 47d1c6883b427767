package dev.etcdsync.follow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdsync.model.Change;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.KeyValue;
import dev.etcdsync.model.Revision;
import dev.etcdsync.model.Value;
import dev.etcdsync.model.Witness;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WitnessCheckTest {
  private static final Key A = Key.of("/registry/a");
  private static final Key B = Key.of("/registry/b");

  private static Revision revision(long number, Key... keys) {
    return new Revision(
        number, List.of(keys).stream().<Change>map(key -> put(key, "v", number)).toList());
  }

  private static Change put(Key key, String value, long revision) {
    return new Change.Put(new KeyValue(key, Value.of(value), 1, revision));
  }

  /** The checkpoint is 9, and its witness is of revision 5. */
  private static WitnessCheck check(boolean last) {
    Witness witness =
        last ? Witness.of(revision(5, B, A)) : Witness.listed(new KeyValue(A, Value.of("v"), 1, 5));
    return new WitnessCheck(Optional.of(witness), 9);
  }

  @Test
  void theWitnessMustBeToldFirst() {
    WitnessCheck check = check(true);
    assertThat(check.isMet()).isFalse();
    assertThat(check.meaning(revision(5, B, A))).isEqualTo(WitnessCheck.Meaning.HELD);
    assertThat(check.isMet()).isTrue();
    assertThat(check.meaning(revision(10, B))).isEqualTo(WitnessCheck.Meaning.NEW);
  }

  @Test
  void anythingElseInItsPlaceIsAnotherHistory() {
    assertThat(check(true).meaning(revision(5, B))).isEqualTo(WitnessCheck.Meaning.ANOTHER_HISTORY);
    assertThat(check(true).meaning(revision(6, A))).isEqualTo(WitnessCheck.Meaning.ANOTHER_HISTORY);
    assertThat(check(true).meaning(revision(10, A)))
        .isEqualTo(WitnessCheck.Meaning.ANOTHER_HISTORY);
  }

  @Test
  void theSameKeyAtTheSameRevisionWithAnotherValueIsAnotherHistory() {
    Revision otherValue = new Revision(5, List.of(put(A, "other", 5)));
    Revision deletion = new Revision(5, List.of(new Change.Delete(A)));
    for (Revision other : List.of(otherValue, deletion)) {
      assertThat(check(true).meaning(other)).isEqualTo(WitnessCheck.Meaning.ANOTHER_HISTORY);
      assertThat(check(false).meaning(other)).isEqualTo(WitnessCheck.Meaning.ANOTHER_HISTORY);
    }
  }

  @Test
  void aDeletionCanBeTheWitness() {
    Revision deletion = new Revision(5, List.of(new Change.Delete(A)));
    WitnessCheck check = new WitnessCheck(Optional.of(Witness.of(deletion)), 9);
    assertThat(check.meaning(deletion)).isEqualTo(WitnessCheck.Meaning.HELD);
  }

  @Test
  void betweenTheLastEventAndTheCheckpointNothingMayBeTold() {
    WitnessCheck check = check(true);
    check.meaning(revision(5, A));
    assertThat(check.meaning(revision(7, B))).isEqualTo(WitnessCheck.Meaning.ANOTHER_HISTORY);
  }

  @Test
  void afterAWitnessFromAListingDeletionsMayBeTold() {
    WitnessCheck check = check(false);
    check.meaning(revision(5, A));
    assertThat(check.meaning(revision(7, B))).isEqualTo(WitnessCheck.Meaning.HELD);
    assertThat(check.meaning(revision(10, B))).isEqualTo(WitnessCheck.Meaning.NEW);
  }

  @Test
  void withoutAWitnessWhatComesAfterTheCheckpointIsNew() {
    WitnessCheck check = new WitnessCheck(Optional.empty(), 9);
    assertThat(check.isMet()).isTrue();
    assertThat(check.meaning(revision(10, A))).isEqualTo(WitnessCheck.Meaning.NEW);
  }
}
