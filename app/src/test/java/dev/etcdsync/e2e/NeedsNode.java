package dev.etcdsync.e2e;

import dev.etcdsync.kind.GivenClusters;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A step that lays hands on a node as the container that it is in kind. On clusters that are given
 * from outside it is left out, and says so.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(NeedsNode.Condition.class)
@interface NeedsNode {
  /** What it would do to the node. */
  String value();

  final class Condition implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      if (!GivenClusters.areThere()) {
        return ConditionEvaluationResult.enabled("the nodes are containers");
      }
      String why =
          "DrillIT: left out: %s: %s"
              .formatted(
                  context.getDisplayName(),
                  context
                      .getElement()
                      .map(it -> it.getAnnotation(NeedsNode.class))
                      .map(NeedsNode::value)
                      .orElse(""));
      System.out.println(why);
      return ConditionEvaluationResult.disabled(why);
    }
  }
}
