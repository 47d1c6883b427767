package dev.etcdsync.etcd;

import dev.etcdsync.fence.LinkKeys;
import dev.etcdsync.model.Key;
import dev.etcdsync.model.KeyRange;
import dev.etcdsync.model.Side;
import java.util.ArrayList;
import java.util.List;

/** The links into an etcd, whoever made them. */
public final class CarriedLinks {
  private CarriedLinks() {}

  /**
   * Finds them, with one read for each, whatever they keep.
   *
   * @throws EtcdException if the etcd does not answer, or refuses
   */
  public static List<LinkKeys> in(Etcd etcd, Side side, Answers answers) {
    List<LinkKeys> found = new ArrayList<>();
    KeyRange rest = KeyRange.prefix(LinkKeys.ALL_LINKS);
    while (true) {
      Page page = answers.await(side, etcd.list(rest, 0, 1));
      if (page.keys().isEmpty()) {
        return found;
      }
      Key key = page.keys().getFirst().key();
      int end = slashBehind(key.bytes(), LinkKeys.ALL_LINKS.length());
      if (end < 0) {
        rest = rest.startingAt(key.next());
      } else {
        LinkKeys link = new LinkKeys(key.head(end + 1));
        found.add(link);
        rest = rest.startingAt(link.root().prefixEnd());
      }
    }
  }

  private static int slashBehind(byte[] bytes, int start) {
    for (int i = start; i < bytes.length; i++) {
      if (bytes[i] == '/') {
        return i;
      }
    }
    return -1;
  }
}
