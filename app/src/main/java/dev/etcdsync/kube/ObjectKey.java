package dev.etcdsync.kube;

import dev.etcdsync.model.Key;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The key of a stored Kubernetes object, taken apart by its structure. After the apiserver's prefix
 * stands {@code resource/[namespace/]name}, or {@code group/resource/[namespace/]name}: a first
 * segment with a dot is a group, as every group of a custom resource has one. Services and
 * Endpoints are stored in two segments.
 *
 * <p>Sources in kubernetes/kubernetes 1.34: {@code test/integration/etcd/data.go} lists the key of
 * every built-in resource; {@code staging/src/k8s.io/apiserver/pkg/registry/generic/registry/
 * store.go} (NamespaceKeyFunc, NoNamespaceKeyFunc) makes keys.
 *
 * @param group as it stands in the key; empty for built-in resources, whatever group the API has
 *     for them
 * @param resource as it stands in the key, such as {@code minions} or {@code services/specs}
 * @param namespace empty for objects of the cluster
 */
public record ObjectKey(String group, String resource, Optional<String> namespace, String name) {
  private static final String NAMESPACES = "namespaces";
  private static final String SERVICES = "services";
  private static final int MOST_SEGMENTS = 4;

  /**
   * Takes a key apart.
   *
   * @param registryPrefix the apiserver's {@code --etcd-prefix}, with or without a slash at its end
   * @return empty if the key does not lie there, or does not have the form of an object's key
   */
  public static Optional<ObjectKey> parse(Key registryPrefix, Key key) {
    if (!key.startsWith(registryPrefix)) {
      return Optional.empty();
    }
    byte[] prefix = registryPrefix.bytes();
    boolean slashGiven = prefix.length > 0 && prefix[prefix.length - 1] == '/';
    byte[] bytes = key.bytes();
    int from = prefix.length;
    if (!slashGiven) {
      if (from == bytes.length || bytes[from] != '/') {
        return Optional.empty();
      }
      from++;
    }
    return text(bytes, from).flatMap(ObjectKey::parse);
  }

  private static Optional<ObjectKey> parse(String path) {
    String[] segments = path.split("/", MOST_SEGMENTS + 1);
    if (segments.length < 2 || segments.length > MOST_SEGMENTS) {
      return Optional.empty();
    }
    for (String segment : segments) {
      if (segment.isEmpty()) {
        return Optional.empty();
      }
    }
    String first = segments[0];
    if (first.indexOf('.') >= 0) {
      return object(first, segments[1], segments, 2);
    }
    if (!first.equals(SERVICES)) {
      return object("", first, segments, 1);
    }
    boolean known = segments[1].equals("specs") || segments[1].equals("endpoints");
    return known && segments.length == MOST_SEGMENTS
        ? object("", first + "/" + segments[1], segments, 2)
        : Optional.empty();
  }

  private static Optional<ObjectKey> object(
      String group, String resource, String[] segments, int at) {
    return switch (segments.length - at) {
      case 1 -> Optional.of(new ObjectKey(group, resource, Optional.empty(), segments[at]));
      case 2 ->
          Optional.of(new ObjectKey(group, resource, Optional.of(segments[at]), segments[at + 1]));
      default -> Optional.empty();
    };
  }

  /** Empty if the bytes are no UTF-8 or hold a control character, which no name may. */
  private static Optional<String> text(byte[] bytes, int from) {
    boolean ascii = true;
    for (int i = from; i < bytes.length; i++) {
      if ((bytes[i] >= 0 && bytes[i] < ' ') || bytes[i] == 0x7f) {
        return Optional.empty();
      }
      ascii &= bytes[i] >= 0;
    }
    if (ascii) {
      return Optional.of(new String(bytes, from, bytes.length - from, StandardCharsets.US_ASCII));
    }
    try {
      CharBuffer decoded =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(bytes, from, bytes.length - from));
      return Optional.of(decoded.toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  /** The key itself, below the apiserver's prefix. */
  public Key under(Key registryPrefix) {
    return folder(registryPrefix).append(namespace.map(it -> it + "/").orElse("") + name);
  }

  /** What the keys of all objects of the resource begin with. */
  public Key folder(Key registryPrefix) {
    byte[] prefix = registryPrefix.bytes();
    boolean slashGiven = prefix.length > 0 && prefix[prefix.length - 1] == '/';
    return registryPrefix.append((slashGiven ? "" : "/") + storedAs() + "/");
  }

  /** The resource with its group, as both stand in the key. */
  public String storedAs() {
    return group.isEmpty() ? resource : group + "/" + resource;
  }

  /** What the API calls the resource: {@code minions} are {@code nodes} there, and so on. */
  public ApiResource api() {
    return group.isEmpty() ? BuiltInResources.storedAs(resource) : new ApiResource(group, resource);
  }

  /** The namespace that the object lies in; that of a Namespace is the one that it names. */
  public Optional<String> belongsTo() {
    return isNamespace() ? Optional.of(name) : namespace;
  }

  /** Whether the object is a Namespace itself. */
  public boolean isNamespace() {
    return group.isEmpty() && namespace.isEmpty() && resource.equals(NAMESPACES);
  }
}
