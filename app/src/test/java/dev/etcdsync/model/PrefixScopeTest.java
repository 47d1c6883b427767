package dev.etcdsync.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PrefixScopeTest {
  private static final Key OWN = Key.of("/etcd-sync/");

  @Test
  void holdsTheKeysOfItsRange() {
    Scope scope = new PrefixScope(Key.of("/registry/"), OWN);
    assertThat(scope.contains(Key.of("/registry/secrets/a/b"))).isTrue();
    assertThat(scope.contains(Key.of("compact_rev_key"))).isFalse();
  }

  @Test
  void isReadBackFromItsDescription() {
    Scope scope = new PrefixScope(Key.of("/registry/"), OWN);
    ScopeReader reader = PrefixScope.reader(OWN);
    assertThat(reader.read(scope.description())).contains(scope);
    assertThat(reader.read("table 7")).isEmpty();
  }

  @Test
  void neverHoldsItsOwnKeysEvenWhereTheRangeDoes() {
    Scope scope = new PrefixScope(Key.of(""), OWN);
    assertThat(scope.contains(Key.of("/etcd-sync/main/fence"))).isFalse();
    assertThat(scope.contains(Key.of("/etcd-sync/"))).isFalse();
    assertThat(scope.contains(Key.of("/etcd-sync"))).isTrue();
    assertThat(scope.contains(Key.of("/etcd-syncs/a"))).isTrue();
    assertThat(scope.contains(Key.of("/a"))).isTrue();
  }
}
