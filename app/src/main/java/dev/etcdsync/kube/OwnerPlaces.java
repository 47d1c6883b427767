package dev.etcdsync.kube;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where the owner that an object names may be stored. An owner reference has a kind, a key has a
 * plural; nothing in etcd but a CustomResourceDefinition tells one from the other, so the plural is
 * guessed as Kubernetes itself guesses it.
 *
 * <p>Source: UnsafeGuessKindToResource in {@code k8s.io/apimachinery/pkg/api/meta/restmapper.go}.
 */
public final class OwnerPlaces {
  private OwnerPlaces() {}

  /** The keys that the owner may have; whoever finds an object there has to compare its uid. */
  public static List<ObjectKey> of(OwnerReference owner, Optional<String> namespace) {
    ApiResource api = new ApiResource(owner.group(), plural(owner.kind()));
    Optional<String> builtIn = BuiltInResources.storageOf(api);
    String group = builtIn.isPresent() ? "" : api.group();
    String resource = builtIn.orElse(api.resource());
    return Stream.concat(namespace.stream().map(Optional::of), Stream.of(Optional.<String>empty()))
        .map(place -> new ObjectKey(group, resource, place, owner.name()))
        .toList();
  }

  private static String plural(String kind) {
    String singular = kind.toLowerCase(Locale.ROOT);
    if (singular.endsWith("endpoints")) {
      return singular;
    }
    if (singular.endsWith("s")) {
      return singular + "es";
    }
    return singular.endsWith("y")
        ? singular.substring(0, singular.length() - 1) + "ies"
        : singular + "s";
  }
}
