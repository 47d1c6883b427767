package dev.etcdsync.promote;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdsync.model.Key;
import dev.etcdsync.model.Lineage;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeldOrderTest {
  private final HeldOrder order = new HeldOrder();
  private int added;

  private void add(String name, String... owners) {
    order.add(Key.of(name), added++, new Lineage.Known("uid-" + name, uids(List.of(owners))));
  }

  private static List<String> uids(List<String> names) {
    return names.stream().map(name -> "uid-" + name).toList();
  }

  private List<String> order() {
    return order.keys().stream().map(Key::toString).toList();
  }

  @Test
  void asTheyCameWhereNobodyOwnsAnybody() {
    add("c");
    add("a");
    add("b");
    assertThat(order()).containsExactly("c", "a", "b");
  }

  @Test
  void aChainFromItsFirstOwnerOn() {
    add("d", "c");
    add("c", "b");
    add("b", "a");
    add("a");
    assertThat(order()).containsExactly("a", "b", "c", "d");
  }

  @Test
  void afterAllOfItsOwners() {
    add("both", "left", "right");
    add("right", "top");
    add("left", "top");
    add("top");
    assertThat(order()).containsExactly("top", "right", "left", "both");
  }

  @Test
  void anOwnerThatIsNotHeldStandsAlready() {
    add("job", "cron-job-in-place");
    add("other");
    assertThat(order()).containsExactly("job", "other");
  }

  @Test
  void whoOwnsItselfIsNotWaitedFor() {
    add("self", "self");
    add("dependent", "self");
    assertThat(order()).containsExactly("self", "dependent");
  }

  @Test
  void aCircleAndWhatHangsOnItComeLastAndAreNotLost() {
    add("hanging", "one");
    add("one", "other");
    add("other", "one");
    add("free");
    assertThat(order()).containsExactly("free", "hanging", "one", "other");
  }

  @Test
  void whatCannotBeReadComesLast() {
    order.add(Key.of("sealed"), added++, new Lineage.Unreadable());
    add("dependent", "owner");
    add("owner");
    assertThat(order()).containsExactly("owner", "dependent", "sealed");
  }

  @Test
  void objectsWithoutUidOwnNobody() {
    order.add(Key.of("nameless"), added++, new Lineage.Known("", List.of("")));
    add("other");
    assertThat(order()).containsExactly("nameless", "other");
  }
}
