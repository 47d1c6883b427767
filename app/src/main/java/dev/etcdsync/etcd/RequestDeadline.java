package dev.etcdsync.etcd;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Ends requests that take too long at the client, too: what nobody waits for any more must hold no
 * stream and no channel open. jetcd sets no deadline, and its {@code statusMember} closes its
 * channel only when the call has ended.
 */
final class RequestDeadline implements ClientInterceptor {
  private final Duration timeout;

  RequestDeadline(Duration timeout) {
    this.timeout = timeout;
  }

  @Override
  public <Q, R> ClientCall<Q, R> interceptCall(
      MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
    return next.newCall(
        method,
        method.getType() == MethodType.UNARY
            ? options.withDeadlineAfter(timeout.toNanos(), TimeUnit.NANOSECONDS)
            : options);
  }
}
