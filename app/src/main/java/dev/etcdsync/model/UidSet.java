package dev.etcdsync.model;

import java.util.Arrays;

/**
 * Uids of objects, compactly: 64 bits of hash each, so that a million weigh some 16 MiB. Two uids
 * that share a hash count as one; in a million, that is one case in some thirty million. Not safe
 * for use by several threads.
 */
public final class UidSet {
  private static final int FIRST = 1 << 10;

  private long[] slots = new long[FIRST];
  private int size;

  public void add(String uid) {
    if (2 * (size + 1) > slots.length) {
      grow();
    }
    if (put(hash(uid))) {
      size++;
    }
  }

  public boolean contains(String uid) {
    return slots[slot(hash(uid))] != 0;
  }

  private void grow() {
    long[] old = slots;
    slots = new long[old.length * 2];
    Arrays.stream(old).filter(hash -> hash != 0).forEach(this::put);
  }

  private boolean put(long hash) {
    int slot = slot(hash);
    boolean fresh = slots[slot] == 0;
    slots[slot] = hash;
    return fresh;
  }

  /** Where the hash stands, or where it would. */
  private int slot(long hash) {
    int mask = slots.length - 1;
    int slot = (int) hash & mask;
    while (slots[slot] != 0 && slots[slot] != hash) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  /** FNV-1a over the characters, then the mixer of SplitMix64; never 0, which is an empty slot. */
  private static long hash(String uid) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < uid.length(); i++) {
      hash = (hash ^ uid.charAt(i)) * 0x100000001b3L;
    }
    hash = (hash ^ (hash >>> 30)) * 0xbf58476d1ce4e5b9L;
    hash = (hash ^ (hash >>> 27)) * 0x94d049bb133111ebL;
    hash ^= hash >>> 31;
    return hash == 0 ? 1 : hash;
  }
}
