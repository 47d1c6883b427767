package dev.etcdsync.kube;

import java.io.IOException;

/** A value does not have the form that it claims. Says nothing of the value. */
final class MalformedValueException extends IOException {
  MalformedValueException() {
    super("malformed value");
  }
}
