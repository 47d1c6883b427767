package dev.etcdsync.kind;

import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives a class of tests a primary and a standby in kind, to whatever takes a {@link KindPair}: the
 * kubeconfig, etcd endpoint and certificates of each.
 *
 * <p>They are brought up by the scripts of the repository, and taken down behind the class, so that
 * they do not slow down the tests of other classes. Clusters that were there before are used, and
 * stay; if they have other service networks than asked for, the class fails and says so.
 */
public final class KindClusters implements BeforeAllCallback, ParameterResolver {
  private static final Namespace OURS = Namespace.create(KindClusters.class);

  private final ServiceNetworks networks;

  private KindClusters(ServiceNetworks networks) {
    this.networks = networks;
  }

  /** Clusters that each have a service network of their own. */
  public static KindClusters withTwoServiceNetworks() {
    return new KindClusters(ServiceNetworks.TWO);
  }

  /** Clusters with the same service network, as real pairs often have it. */
  public static KindClusters withOneServiceNetwork() {
    return new KindClusters(ServiceNetworks.ONE);
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    // A nested class finds that of the class around it. The store closes it with its class.
    context
        .getStore(OURS)
        .computeIfAbsent(KindPair.class, type -> KindPair.borrow(networks), KindPair.class);
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == KindPair.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context.getStore(OURS).get(KindPair.class, KindPair.class);
  }
}
