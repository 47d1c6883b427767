package dev.etcdsync.etcd;

import dev.etcdsync.model.Side;
import io.etcd.jetcd.common.exception.CompactedException;
import io.grpc.Status;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/**
 * Puts every error of jetcd into a class. etcd tells several errors apart only by text: its texts
 * are in etcd's {@code api/v3rpc/rpctypes/error.go}.
 */
final class ErrorClassifier {
  private final Side side;

  ErrorClassifier(Side side) {
    this.side = side;
  }

  EtcdException classify(Throwable thrown) {
    Throwable cause = unwrap(thrown);
    if (cause instanceof EtcdException known) {
      return known;
    }
    if (cause instanceof TimeoutException
        || Status.fromThrowable(cause).getCode() == Status.Code.DEADLINE_EXCEEDED) {
      return new EtcdException(
          side, Failure.TIMEOUT, "the " + side + " did not answer in time", cause);
    }
    if (cause instanceof CompactedException) {
      return new EtcdException(
          side, Failure.COMPACTED, "the revision asked for is compacted", cause);
    }
    Status status = Status.fromThrowable(cause);
    String text = text(status, cause);
    return new EtcdException(side, failure(status, text), text, cause);
  }

  /** The class of an error that etcd reported only as text, as it does when it ends a watch. */
  EtcdException classify(String reason) {
    return new EtcdException(side, failure(Status.UNKNOWN, reason), reason);
  }

  private static Throwable unwrap(Throwable thrown) {
    Throwable cause = thrown;
    while ((cause instanceof CompletionException || cause instanceof ExecutionException)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }

  private static String text(Status status, Throwable cause) {
    StringBuilder text = new StringBuilder();
    String description = status.getDescription();
    if (description != null) {
      text.append(description);
    } else if (cause.getMessage() != null) {
      text.append(cause.getMessage());
    } else {
      text.append(cause.getClass().getSimpleName());
    }
    Throwable root = status.getCause();
    if (root != null && root.getMessage() != null && text.indexOf(root.getMessage()) < 0) {
      text.append(" (").append(root.getMessage()).append(')');
    }
    return text.toString();
  }

  private static Failure failure(Status status, String text) {
    if (text.contains("required revision has been compacted")) {
      return Failure.COMPACTED;
    }
    if (text.contains("required revision is a future revision")) {
      return Failure.FUTURE_REVISION;
    }
    if (text.contains("database space exceeded")) {
      return Failure.NO_SPACE;
    }
    if (text.contains("too many requests")) {
      return Failure.THROTTLED;
    }
    if (text.contains("message exceeds maximum size")) {
      return Failure.ANSWER_TOO_LARGE;
    }
    if (text.contains("request is too large")
        || text.contains("too many operations")
        || text.contains("message larger than max")) {
      return Failure.TOO_LARGE;
    }
    if (text.contains("permission denied")
        || text.contains("authentication failed")
        || text.contains("user name is empty")
        || text.contains("user name not found")
        || text.contains("authentication is not enabled")) {
      return Failure.NO_PERMISSION;
    }
    return switch (status.getCode()) {
      case UNAVAILABLE -> Failure.UNAVAILABLE;
      case PERMISSION_DENIED -> Failure.NO_PERMISSION;
      default -> Failure.OTHER;
    };
  }
}
