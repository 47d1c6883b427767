package dev.etcdsync.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdsync.model.Key;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class FoundLogTest {

  @Property(tries = 200)
  void whatIsWrittenIsRead(@ForAll List<byte[]> keys, @ForAll List<String> reasons) {
    FoundLog log = new FoundLog();
    List<Found> written = new ArrayList<>();
    for (int i = 0; i < keys.size(); i++) {
      Optional<String> reason =
          i < reasons.size()
              // What is no text has no place in UTF-8, and reasons are made of text.
              ? Optional.of(reasons.get(i).replaceAll("[\\ud800-\\udfff]", ""))
              : Optional.empty();
      Found found = new Found(Key.of(keys.get(i)), i % 3 == 0, reason);
      written.add(found);
      log.add(found);
    }
    FoundKeys read = log.end();
    assertThat(read).containsExactlyElementsOf(written);
    assertThat(read.stream().toList()).isEqualTo(written);
    assertThat(read.count()).isEqualTo(written.size());
  }

  @Test
  void oneFindingTakesSomeBytesOfMemory() {
    FoundLog log = new FoundLog();
    int findings = 200_000;
    for (int i = 0; i < findings; i++) {
      log.add(
          new Found(
              Key.of("/registry/configmaps/team-%03d/app-%07x".formatted(i / 1000, i * 7919L)),
              false,
              Optional.of(
                  "its owner Deployment app-"
                      + i
                      + " is absent, so the standby's garbage collector deleted it")));
    }
    FoundKeys all = log.end();
    assertThat(all.stream().count()).isEqualTo(findings);
    assertThat(all.bytes() / findings).isLessThan(30);
  }
}
