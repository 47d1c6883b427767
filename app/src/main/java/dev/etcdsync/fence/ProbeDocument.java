package dev.etcdsync.fence;

import static dev.etcdsync.fence.VersionedJson.field;
import static dev.etcdsync.fence.VersionedJson.text;

import dev.etcdsync.model.Key;
import dev.etcdsync.model.Value;

/**
 * The document that says which object is being tried on the standby's apiserver, as versioned JSON,
 * so that whoever finds it can take it back. Safe for use by several threads.
 */
public final class ProbeDocument {
  private final VersionedJson json = new VersionedJson();

  /**
   * A try.
   *
   * @param key which is written
   * @param digest of the value that is written: what stands there with another one is not ours
   * @param had whether something stood there before
   */
  public record Probe(Key key, String digest, boolean had) {}

  public Value write(Probe probe) {
    return json.value(
        json.begin()
            .put("key", VersionedJson.encoded(probe.key()))
            .put("digest", probe.digest())
            .put("had", probe.had()));
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws UnknownFormatException if it is of another version, or damaged
   */
  public Probe read(Value value) {
    return json.read(
        "probe",
        value,
        node ->
            new Probe(
                VersionedJson.key(field(node, "key")),
                text(node, "digest"),
                field(node, "had").asBoolean()));
  }
}
