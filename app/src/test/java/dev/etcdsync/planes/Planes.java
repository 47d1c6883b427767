package dev.etcdsync.planes;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.StoreScope;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives every test of a run the same pair of planes, started when the first one asks. */
final class Planes implements ParameterResolver {
  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == PlanePair.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    // The store closes it with the session.
    return context
        .getStore(StoreScope.LAUNCHER_SESSION, Namespace.create(Planes.class))
        .computeIfAbsent(PlanePair.class, type -> PlanePair.start(), PlanePair.class);
  }
}
