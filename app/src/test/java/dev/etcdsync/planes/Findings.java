package dev.etcdsync.planes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.etcdsync.real.Json;
import dev.etcdsync.real.Program;
import java.util.ArrayList;
import java.util.List;

/** What {@code check} has found on a link whose standby's controllers are at work. */
public final class Findings {
  private final int exit;
  private final JsonNode found;
  private final String said;

  private Findings(Program.Ended ended) {
    this.exit = ended.exit();
    this.said = ended.out() + ended.err();
    this.found = Json.parse(ended.out());
  }

  /** Runs the command, given with all its options but the output's. */
  public static Findings of(List<String> check) {
    List<String> command = new ArrayList<>(check);
    command.addAll(List.of("--output", "json"));
    return new Findings(Program.run(command));
  }

  /** Nothing is missed or stale, and what differs was written last by others than the link. */
  public void expectOnlyTheWorkOfOthers(StandbyRecord record) {
    assertThat(exit).as(said).isBetween(0, 1);
    assertThat(found.path("result").asText()).as(said).isEqualTo(exit == 0 ? "clean" : "drift");
    assertThat(found.at("/missed/count").asInt()).as(said).isZero();
    assertThat(found.at("/stale/count").asInt()).as(said).isZero();
    assertThat(record.writtenByOthers(found.path("standbyRevision").asLong()))
        .as(said)
        .containsAll(different());
  }

  private List<String> different() {
    List<String> keys = new ArrayList<>();
    found.at("/different/keys").forEach(one -> keys.add(one.path("key").asText()));
    return keys;
  }

  @Override
  public String toString() {
    return "check ended with " + exit + ", different: " + different();
  }
}
