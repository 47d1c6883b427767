package dev.etcdsync.bootstrap;

import java.util.Optional;
import java.util.regex.Pattern;

/** A namespace and the name of an object in it. */
public record ObjectName(String namespace, String name) {
  /** As Kubernetes has them, see "Object Names and IDs". */
  private static final Pattern PART = Pattern.compile("[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?");

  /** Whether a text can be the name of an object or a namespace. */
  public static boolean isName(String text) {
    return PART.matcher(text).matches();
  }

  /** Reads {@code NAMESPACE/NAME}; empty if the text is none. */
  public static Optional<ObjectName> parse(String text) {
    String[] parts = text.split("/", -1);
    return Optional.of(parts)
        .filter(it -> it.length == 2 && isName(it[0]) && isName(it[1]))
        .map(it -> new ObjectName(it[0], it[1]));
  }

  @Override
  public String toString() {
    return namespace + "/" + name;
  }
}
