package dev.etcdsync.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ScopeTest {
  private static final Key OWN = Key.of("/etcd-sync/");

  @Test
  void holdsTheKeysOfItsRange() {
    Scope scope = new Scope(KeyRange.prefix(Key.of("/registry/")), OWN);
    assertThat(scope.contains(Key.of("/registry/secrets/a/b"))).isTrue();
    assertThat(scope.contains(Key.of("compact_rev_key"))).isFalse();
  }

  @Test
  void neverHoldsItsOwnKeysEvenWhereTheRangeDoes() {
    Scope scope = new Scope(KeyRange.prefix(Key.of("")), OWN);
    assertThat(scope.contains(Key.of("/etcd-sync/main/fence"))).isFalse();
    assertThat(scope.contains(Key.of("/etcd-sync/"))).isFalse();
    assertThat(scope.contains(Key.of("/etcd-sync"))).isTrue();
    assertThat(scope.contains(Key.of("/etcd-syncs/a"))).isTrue();
    assertThat(scope.contains(Key.of("/a"))).isTrue();
  }
}
