package dev.etcdsync.kube;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which resources a row or a rule speaks of: one, all of a group, or all of a group and of the
 * groups below it.
 *
 * @param breadth how much of the group is meant
 * @param group of the API; empty for the core group
 * @param resource of the API; empty if all are meant
 * @param kind what objects of the resource are called as owners, if it is said
 * @param text as it was written
 */
record ResourcePattern(
    Breadth breadth, String group, String resource, Optional<String> kind, String text) {
  /** How much of a group is meant. */
  enum Breadth {
    RESOURCE,
    GROUP,
    GROUPS_BELOW
  }

  private static final String LABEL = "[a-z0-9](?:[a-z0-9-]*[a-z0-9])?";
  private static final Pattern FORM =
      Pattern.compile(
          "(?:(?<below>\\*\\.)?(?<group>%1$s(?:\\.%1$s)*)/)?(?<resource>%1$s|\\*)(?::(?<kind>[A-Z][A-Za-z0-9]*))?"
              .formatted(LABEL));

  /**
   * @throws IllegalArgumentException with a sentence to be read after the text and a space
   */
  static ResourcePattern parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "is no resource: write GROUP/RESOURCE as the API names them, in the plural, such as"
              + " apps/deployments");
    }
    Optional<String> group = Optional.ofNullable(matcher.group("group"));
    String resource = matcher.group("resource");
    Optional<String> kind = Optional.ofNullable(matcher.group("kind"));
    boolean whole = resource.equals("*");
    boolean below = matcher.group("below") != null;
    if (group.isEmpty() && whole) {
      throw new IllegalArgumentException("means everything: name a group before the slash");
    }
    if (whole && kind.isPresent()) {
      throw new IllegalArgumentException("gives one kind to many resources: name one resource");
    }
    if (below && !whole) {
      throw new IllegalArgumentException(
          "takes one resource of many groups: write * behind the slash, or name one group");
    }
    group.ifPresent(ResourcePattern::checkGroup);
    if (whole) {
      return new ResourcePattern(
          below ? Breadth.GROUPS_BELOW : Breadth.GROUP, group.orElseThrow(), "", kind, text);
    }
    ApiResource api = group.map(it -> api(it, resource)).orElseGet(() -> bare(resource));
    return new ResourcePattern(Breadth.RESOURCE, api.group(), api.resource(), kind, text);
  }

  private static void checkGroup(String group) {
    if (group.indexOf('.') < 0 && !BuiltInResources.isGroup(group)) {
      throw new IllegalArgumentException(
          "names a group that Kubernetes does not have: a custom resource's group has a dot in it");
    }
  }

  private static ApiResource api(String group, String resource) {
    return BuiltInResources.of(group, resource).orElseGet(() -> new ApiResource(group, resource));
  }

  private static ApiResource bare(String resource) {
    return BuiltInResources.named(resource)
        .orElseThrow(() ->
            new IllegalArgumentException(
                "is no resource that Kubernetes has of itself: write it in the plural, or as"
                    + " GROUP/RESOURCE"));
  }

  /** The resource, if it is one. */
  Optional<ApiResource> api() {
    return breadth == Breadth.RESOURCE
        ? Optional.of(new ApiResource(group, resource))
        : Optional.empty();
  }

  /**
   * The one resource under each name by which its keys may give it. A built-in group can have
   * resources that this version of etcd-sync does not know; whether their keys carry the group
   * depends on what serves them.
   */
  List<ApiResource> targets() {
    ApiResource api = new ApiResource(group, resource);
    boolean unknown =
        BuiltInResources.isGroup(group) && BuiltInResources.of(group, resource).isEmpty();
    return unknown && !group.isEmpty() ? List.of(api, new ApiResource("", resource)) : List.of(api);
  }

  /** Whether every resource that the other speaks of is one that this speaks of. */
  boolean covers(ResourcePattern other) {
    return switch (breadth) {
      case RESOURCE -> api().equals(other.api());
      case GROUP -> other.breadth != Breadth.GROUPS_BELOW && other.group.equals(group);
      case GROUPS_BELOW -> other.group.equals(group) || other.group.endsWith("." + group);
    };
  }

  /** Whether both speak of the same resources. */
  boolean sameAs(ResourcePattern other) {
    return covers(other) && other.covers(this);
  }
}
