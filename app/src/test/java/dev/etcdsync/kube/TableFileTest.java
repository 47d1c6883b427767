package dev.etcdsync.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etcdsync.kube.TableRow.OfResource;
import dev.etcdsync.model.Placement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TableFileTest {
  static List<TableRow> rows() {
    return TableFile.read();
  }

  @ParameterizedTest
  @MethodSource("rows")
  void everyRowHasATitleAndAReasonThatIsOneSentence(TableRow row) {
    assertThat(row.section()).isNotBlank();
    assertThat(row.reason()).matches("[A-Z][^.]*(\\.\\S[^.]*)*\\.");
  }

  @Test
  void noRowIsNamedTwice() {
    assertThat(rows().stream().map(TableRow::what)).doesNotHaveDuplicates();
  }

  @Test
  void noRowIsShadowedByAnEarlierOne() {
    List<OfResource> resources = new ArrayList<>();
    for (TableRow row : rows()) {
      if (row instanceof OfResource resource) {
        assertThat(resources).as(row.what()).noneMatch(earlier -> shadows(earlier, resource));
        resources.add(resource);
      }
    }
  }

  private static boolean shadows(OfResource earlier, OfResource later) {
    boolean always = earlier.condition() instanceof Condition.Always;
    return earlier.pattern().covers(later.pattern())
        && (always || earlier.condition().equals(later.condition()));
  }

  @Test
  void whatActsOnReferencesIsAskedOnlyWhereTheyAreRead() {
    for (TableRow row : rows()) {
      if (row instanceof OfResource resource
          && resource.condition() instanceof Condition.NamesSomethingOut) {
        assertThat(ReferencedObjects.isNaming(resource.pattern().api().orElseThrow()))
            .as(row.what())
            .isTrue();
      }
    }
  }

  @Test
  void whatIsHeldNamesItsKind() {
    for (TableRow row : rows()) {
      if (row instanceof OfResource resource && row.placement() == Placement.HELD) {
        assertThat(resource.pattern().kind()).as(row.what()).isPresent();
      }
    }
  }

  @Test
  void theNamespacesAreThoseOfThePlatform() {
    assertThat(
            rows().stream()
                .filter(TableRow.OfNamespace.class::isInstance)
                .map(row -> ((TableRow.OfNamespace) row).namespace()))
        .containsExactlyInAnyOrder(
            "cpaas-system",
            "cert-manager",
            "default",
            "global-credentials",
            "cpaas-system-global-credentials",
            "kube-ovn",
            "kube-public",
            "kube-system",
            "nsx-system",
            "cpaas-solution",
            "kube-node-lease",
            "kubevirt",
            "nativestor-system",
            "operators");
  }

  @Test
  void readsRowsOfEachForm() {
    List<TableRow> rows =
        TableFile.parse(
            """
            # comment
            [First]

            out key compact_rev_key
                Because
                of this.
            out namespace a
                So.
            [Second]
            held batch/jobs:Job name=a*
                So.
            in endpoints label=a/b=c
                So.
            """
                .lines()
                .toList());
    assertThat(rows)
        .extracting(TableRow::what)
        .containsExactly(
            "key compact_rev_key",
            "namespace a",
            "batch/jobs:Job name=a*",
            "endpoints label=a/b=c");
    assertThat(rows)
        .extracting(TableRow::section)
        .containsExactly("First", "First", "Second", "Second");
    assertThat(rows.getFirst().reason()).isEqualTo("Because of this.");
    assertThat(rows.get(2).decided().reason())
        .isEqualTo("the table's row \"held batch/jobs:Job name=a*\": So.");
    assertThat(((OfResource) rows.getLast()).condition())
        .isEqualTo(new Condition.Labelled("a/b", "c"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "out pods",
        "maybe pods\n  So.",
        "out\n  So.",
        "  So.",
        "out pods colour=red\n  So.",
        "out pods label=a\n  So.",
        "out pods name=a more\n  So.",
        "held namespace a\n  So.",
        "in key a\n  So.",
        "out namespace\n  So.",
        "out widgets\n  So.",
      })
  void whatIsNoRowIsRefused(String text) {
    assertThatThrownBy(() -> TableFile.parse(text.lines().toList()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("scope-table.txt");
  }
}
