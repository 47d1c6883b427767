package dev.etcdsync.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The judge must be right before anything is judged: histories by hand, good ones and bad ones. */
class JudgeTest {
  private static final String OWN = "/etcd-sync/l/";

  private final History primary = new History("primary");
  private final History standby = new History("standby");
  private final Judge judge = new Judge("/r/", "l", primary, standby);
  private final Map<String, Value> actual = new LinkedHashMap<>();
  private long primaryRevision = 1;
  private long standbyRevision = 1;

  @BeforeEach
  void copyOfTwoKeys() {
    primary("/r/a=1"); // 2
    primary("/r/b=1", "/other=1"); // 3
    standby(OWN + "fence=" + fence(1));
    standby(checkpoint("copying", 0));
    standby("/r/a=1", OWN + "mark=1");
    standby("/r/b=1", OWN + "mark=2");
    standby(checkpoint("following", 3));
  }

  @Test
  void acceptsACopyAndWhatFollows() {
    primary("/r/a=2"); // 4
    primary("/r/a=3"); // 5
    primary("/r/b"); // 6
    primary("/elsewhere=1"); // 7
    standby("/r/a=3", "/r/b", checkpoint("following", 6));
    standby(checkpoint("following", 7));

    assertThat(judge.violations()).isEmpty();
    assertThat(judge.phase()).isEqualTo(Judge.Phase.FOLLOWING);
    assertThat(judge.checkpoint()).isEqualTo(7);
    assertThat(judge.writes()).isEqualTo(4);
    assertThat(judge.deletions()).isEqualTo(1);
    judge.verify(new Etcdctl.Content(standbyRevision, actual));
  }

  @Test
  void findsAWrongValue() {
    primary("/r/a=2");
    standby("/r/a=wrong", checkpoint("following", 4));
    expect("has not the value");
  }

  @Test
  void findsAMissingChange() {
    primary("/r/a=2", "/r/c=1");
    standby("/r/a=2", checkpoint("following", 4));
    expect("checkpoint 4 without @4 put /r/c");
  }

  @Test
  void findsAMissingDeletion() {
    primary("/r/a");
    standby(checkpoint("following", 4));
    expect("checkpoint 4 without @4 delete /r/a");
  }

  @Test
  void acceptsTheDeletionOfAKeyThatNeverReachedTheStandby() {
    primary("/r/new=1");
    primary("/r/new");
    standby(checkpoint("following", 5));
    assertThat(judge.violations()).isEmpty();
  }

  @Test
  void findsAChangeThatIsAppliedTwice() {
    primary("/r/a=2");
    standby("/r/a=2", checkpoint("following", 4));
    standby("/r/a=2", checkpoint("following", 4));
    expect("again, or late");
  }

  @Test
  void findsALateWriteThatBringsAnOlderValue() {
    primary("/r/a=2");
    standby("/r/a=2", checkpoint("following", 4));
    standby("/r/a=1", OWN + "mark=3");
    expect("without moving the checkpoint");
  }

  @Test
  void findsAnOlderValueWrittenByACopy() {
    primary("/r/a=2");
    standby(checkpoint("copying", 0));
    standby("/r/a=2", OWN + "mark=3");
    standby("/r/a=1", OWN + "mark=4");
    expect("goes back to an older value");
  }

  @Test
  void findsAnOlderValueThanTheOneThatWasFollowed() {
    primary("/r/a=2");
    standby("/r/a=2", checkpoint("following", 4));
    standby(checkpoint("copying", 0));
    standby("/r/a=1", OWN + "mark=3");
    expect("goes back to an older value");
  }

  @Test
  void findsACopyThatClaimsToBeCompleteTooEarly() {
    primary("/r/c=1");
    standby(checkpoint("copying", 0));
    standby(checkpoint("following", 4));
    expect("/r/c is nothing instead of");
  }

  @Test
  void findsAPutMergedWithTheDeletionBeforeIt() {
    primary("/r/a");
    primary("/r/a=2");
    standby("/r/a=2", checkpoint("following", 5));
    expect("merged a put with the deletion before it");
  }

  @Test
  void acceptsADeletionMergedWithThePutBeforeIt() {
    primary("/r/a=2");
    primary("/r/a");
    standby("/r/a", checkpoint("following", 5));
    assertThat(judge.violations()).isEmpty();
  }

  @Test
  void findsACheckpointThatGoesBack() {
    primary("/elsewhere=1");
    standby(checkpoint("following", 4));
    standby(checkpoint("following", 3));
    expect("checkpoint back from 4 to 3");
  }

  @Test
  void findsACheckpointBeyondThePrimary() {
    judge.patience(Duration.ZERO);
    standby(checkpoint("following", 9));
    expect("the primary ended at 3");
  }

  @Test
  void findsAForeignWriteUnlessItIsExpected() {
    standby("/r/local=1");
    expect("written by somebody else");

    Judge tolerant = new Judge("/r/", "l", primary, standby).foreign(k -> k.equals("/r/local"));
    assertThat(tolerant.violations()).isEmpty();
  }

  @Test
  void findsTheDeletionOfALocalKey() {
    Judge tolerant = new Judge("/r/", "l", primary, standby).foreign(k -> k.equals("/r/local"));
    standby("/r/local=1");
    standby(checkpoint("copying", 0));
    standby("/r/local", OWN + "mark=3");
    assertThat(tolerant.violations()).singleElement().asString().contains("never the primary's");
  }

  @Test
  void findsAWriteOutOfTheScope() {
    standby("/mine=1", checkpoint("following", 3));
    expect("out of scope, touched by us: @7 put /mine");
  }

  @Test
  void acceptsALargeRevisionInParts() {
    String[] many = new String[200];
    Arrays.setAll(many, i -> String.format("/r/k%03d=1", i));
    primary(many);
    standby(part(many, 0, 120, partial(120, 200)));
    standby(part(many, 120, 190, partial(190, 200)));
    standby(part(many, 190, 200, checkpoint("following", 4)));
    assertThat(judge.violations()).isEmpty();
    assertThat(judge.parts()).isEqualTo(2);
  }

  @Test
  void findsAPartThatIsNotWhatTheCheckpointSays() {
    String[] many = new String[200];
    Arrays.setAll(many, i -> String.format("/r/k%03d=1", i));
    primary(many);
    standby(part(many, 1, 121, partial(120, 200)));
    expect("without @4 put /r/k000");
  }

  @Test
  void findsASmallRevisionInParts() {
    primary("/r/a=2", "/r/b=2");
    standby("/r/a=2", partial(1, 2));
    expect("was split");
  }

  @Test
  void findsAFenceThatGoesBackAndADeposedWriter() {
    standby(OWN + "fence=" + fence(2));
    standby(OWN + "status={\"epoch\":1}");
    standby(OWN + "fence=" + fence(1));
    assertThat(judge.violations()).anyMatch(v -> v.contains("by epoch 1 under the fence of 2"));
    assertThat(judge.violations()).anyMatch(v -> v.contains("fence from epoch 2"));
  }

  @Test
  void findsAWitnessThatNeverWas() {
    standby(
        OWN
            + "checkpoint={\"version\":1,\"phase\":\"following\",\"revision\":3,"
            + "\"witness\":{\"key\":\""
            + base64("/r/a")
            + "\",\"revision\":3}}");
    expect("was never a change");
  }

  @Test
  void findsWhatTheRecordDoesNotKnow() {
    assertThat(judge.violations()).isEmpty();
    actual.put("/r/x", value("/r/x", "1"));
    Etcdctl.Content content = new Etcdctl.Content(standbyRevision, actual);
    try {
      judge.verify(content);
    } catch (AssertionError e) {
      assertThat(e).hasMessageContaining("/r/x: the standby has 1 bytes");
      return;
    }
    throw new AssertionError("not found");
  }

  @Test
  void takesAReplacedPrimarysLeftoversAsTheyAre() {
    History other = new History("other primary");
    add(other, 2, "/r/a=other");
    Judge next = new Judge("/r/", "l", other, standby);
    next.acceptUpTo(standbyRevision);
    standby(checkpoint("copying", 0));
    standby("/r/a=other", OWN + "mark=3");
    standby("/r/b", OWN + "mark=4");
    standby(checkpoint("following", 2));
    assertThat(next.violations()).isEmpty();
  }

  private void expect(String what) {
    assertThat(judge.violations()).anyMatch(violation -> violation.contains(what));
  }

  private void primary(String... changes) {
    add(primary, ++primaryRevision, changes);
  }

  private void standby(String... changes) {
    add(standby, ++standbyRevision, changes);
    for (String change : changes) {
      Change parsed = change(standbyRevision, change);
      if (parsed.deletion()) {
        actual.remove(parsed.key());
      } else {
        actual.put(parsed.key(), parsed.value());
      }
    }
  }

  private static void add(History history, long revision, String... changes) {
    List<Change> parsed = new ArrayList<>();
    for (String change : changes) {
      parsed.add(change(revision, change));
    }
    history.add(parsed);
  }

  /** {@code key=value} is a put, {@code key} a deletion. */
  private static Change change(long revision, String text) {
    int at = text.indexOf('=');
    String key = at < 0 ? text : text.substring(0, at);
    return new Change(revision, key, at < 0 ? null : value(key, text.substring(at + 1)));
  }

  private static Value value(String key, String text) {
    return Value.of(key, text.getBytes(StandardCharsets.UTF_8));
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String fence(long epoch) {
    return "{\"epoch\":" + epoch + ",\"holder\":\"h" + epoch + "\",\"nonce\":\"n" + epoch + "\"}";
  }

  private static String checkpoint(String phase, long revision) {
    return OWN
        + "checkpoint={\"version\":1,\"phase\":\""
        + phase
        + "\",\"revision\":"
        + revision
        + ",\"witness\":{\"key\":\""
        + base64("/r/a")
        + "\",\"revision\":2}}";
  }

  private static String partial(int applied, int total) {
    return OWN
        + "checkpoint={\"version\":1,\"phase\":\"applying\",\"revision\":3,\"part\":{\"revision\":4,"
        + "\"applied\":"
        + applied
        + ",\"total\":"
        + total
        + "}}";
  }

  private static String[] part(String[] changes, int from, int to, String checkpoint) {
    List<String> part = new ArrayList<>(List.of(changes).subList(from, to));
    part.add(checkpoint);
    return part.toArray(String[]::new);
  }
}
