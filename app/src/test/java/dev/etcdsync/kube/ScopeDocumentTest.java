package dev.etcdsync.kube;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdsync.model.Key;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** docs/scope.md is made from the table; this makes it anew and compares. */
class ScopeDocumentTest {
  private static final Path DOCUMENT = Path.of("..", "docs", "scope.md");
  private static final Path MADE = Path.of("target", "scope.md");

  private static final String HEAD =
      """
      # Scope

      What is replicated, what is not, and why. Made from `scope-table.txt` in the program: change that file, run the
      tests, and copy what they make.

      Everything below the key prefix is replicated, except what a row below or a rule of yours puts **out** (not
      replicated; the standby has its own, or none) or **holds** (kept aside in the standby's etcd, where its apiserver
      does not see it, until promotion). For a single key:

          etcd-sync scope explain KEY...

      How it is decided, in this order:

      1. A key outside the key prefix is out.
      2. Your rules about beginnings of keys, `scope.prefixes.in` and `scope.prefixes.out`: the longest that fits
         decides, over all else.
      3. A key that does not have the form of a Kubernetes object's key is in.
      4. Its *namespace* and its *resource* are asked, each for itself. Both must say in.
         - The namespace is out if a row below or `scope.namespaces.out` says so, and `scope.namespaces.in` does not take
           it back. A Namespace belongs to the namespace that it names.
         - Of the resource your rule decides, if there is one (`scope.resources.in`, `.out`, `.held`; the narrowest of
           `group/resource`, `group/*`, `*.group/*`, which is the group and all below it), else the first row below
           whose condition holds. A rule takes the place of all rows for its resource.
      5. A CustomResourceDefinition of a resource that is out is out with it, unless a rule speaks of
         `apiextensions.k8s.io/customresourcedefinitions` itself.
      6. An object that would be in follows its owners, since without them the standby's garbage collector deletes it:
         with one that is held it is held, and with none but such as are out it is out. A row's or rule's kind, behind
         the colon, says what owners are called.

      Where a value is encrypted or cannot be read, conditions on it do not hold.
      """;

  private static String made() {
    StringBuilder text = new StringBuilder(HEAD);
    String section = "";
    for (TableRow row : TableFile.read()) {
      if (!row.section().equals(section)) {
        section = row.section();
        text.append("\n## ").append(section).append("\n\n");
        text.append("| What | | Why | To turn it round |\n|---|---|---|---|\n");
      }
      text.append(
          "| %s | %s | %s | %s |\n"
              .formatted(what(row), row.placement().label(), cell(row.reason()), turn(row)));
    }
    return text.toString();
  }

  private static String what(TableRow row) {
    return switch (row) {
      case TableRow.OfKey key -> "`" + key.key() + "`";
      case TableRow.OfNamespace namespace -> "`" + namespace.namespace() + "`";
      case TableRow.OfResource resource ->
          "`"
              + resource.pattern().text()
              + "`"
              + (resource.asked().isEmpty() ? "" : " if " + cell(resource.condition().words()));
    };
  }

  private static String turn(TableRow row) {
    return switch (row) {
      case TableRow.OfKey _ -> "cannot be: it lies outside the key prefix";
      case TableRow.OfNamespace namespace ->
          "`scope.namespaces.in: [%s]`".formatted(namespace.namespace());
      case TableRow.OfResource resource ->
          "`scope.resources.in: [\"%s\"]`".formatted(withoutKind(resource.pattern().text()));
    };
  }

  private static String withoutKind(String text) {
    return text.indexOf(':') < 0 ? text : text.substring(0, text.indexOf(':'));
  }

  private static String cell(String text) {
    return text.replace("|", "\\|");
  }

  @Test
  void theDocumentSaysWhatTheTableSays() throws IOException {
    Files.createDirectories(MADE.getParent());
    Files.writeString(MADE, made());
    assertThat(Files.exists(DOCUMENT) ? Files.readAllLines(DOCUMENT) : List.of())
        .as("docs/scope.md is out of date: cp app/target/scope.md docs/scope.md")
        .isEqualTo(Files.readAllLines(MADE));
  }

  /** Each way out that the document names is one that is taken. */
  @Test
  void everyRowCanBeTurnedRoundAsTheDocumentSays() {
    for (TableRow row : TableFile.read()) {
      switch (row) {
        case TableRow.OfKey _ -> {}
        case TableRow.OfNamespace namespace ->
            ScopeTable.of(
                ScopeTableTest.rules(r -> r.namespacesIn = List.of(namespace.namespace())),
                Key.of("/registry/"));
        case TableRow.OfResource resource ->
            ScopeTable.of(
                ScopeTableTest.rules(
                    r -> r.resourcesIn = List.of(withoutKind(resource.pattern().text()))),
                Key.of("/registry/"));
      }
    }
  }
}
