package dev.etcdsync.monitor;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * An answer of any length. A client that takes piece after piece in time is not slow, however many
 * there are.
 */
final class Pieces extends FilterOutputStream {
  private static final int PIECE = 1 << 20;

  private final Client client;
  private int sent;

  Pieces(OutputStream out, Client client) {
    super(out);
    this.client = client;
  }

  @Override
  public void write(int one) throws IOException {
    out.write(one);
    sent(1);
  }

  @Override
  public void write(byte[] from, int offset, int length) throws IOException {
    out.write(from, offset, length);
    sent(length);
  }

  private void sent(int bytes) {
    sent += bytes;
    if (sent >= PIECE) {
      sent = 0;
      client.sending();
    }
  }
}
