package dev.etcdsync.surplus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etcdsync.model.Key;
import dev.etcdsync.model.KeyValue;
import dev.etcdsync.model.Value;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestoreFileTest {
  private static final String SECRET = "hunter2";
  private static final List<KeyValue> ENTRIES =
      List.of(
          new KeyValue(Key.of("/registry/secrets/a/b"), Value.of(SECRET), 3, 5),
          new KeyValue(Key.of(new byte[] {'/', 0, -1, '\n'}), Value.wrap(new byte[0]), 7, 7));

  @TempDir Path folder;
  private Path path = Path.of("");

  @BeforeEach
  void name() {
    path = folder.resolve("f");
  }

  private void write() {
    try (RestoreWriter writer = RestoreWriter.create(path, "east", 0xcf, Instant.EPOCH)) {
      ENTRIES.forEach(writer::add);
      writer.finish();
    }
  }

  @Test
  void givesBackWhatWasWrittenByteForByte() {
    write();
    RestoreFile file = RestoreFile.check(path);
    assertThat(file).isEqualTo(new RestoreFile(path, "east", "cf", 2));
    List<KeyValue> read = new ArrayList<>();
    file.read(read::add);
    assertThat(read).isEqualTo(ENTRIES);
  }

  @Test
  void nobodyElseMayReadIt() throws IOException {
    write();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
        .isEqualTo("rw-------");
  }

  @Test
  void overwritesNothing() throws IOException {
    Files.writeString(path, "mine");
    assertThatThrownBy(this::write)
        .isInstanceOf(RestoreFileException.class)
        .hasMessage(path + " exists already: give the name of a new file");
    assertThat(Files.readString(path)).isEqualTo("mine");
  }

  @Test
  void whatHasNoEndIsRefusedWhereverItWasCutOff() throws IOException {
    write();
    byte[] whole = Files.readAllBytes(path);
    for (int length = 0; length < whole.length - 1; length++) {
      Files.write(path, Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> RestoreFile.check(path))
          .as("cut off at %d of %d", length, whole.length)
          .isInstanceOf(RestoreFileException.class)
          .hasMessageNotContaining(SECRET);
    }
  }

  @Test
  void refusesWhatIsNoText() throws IOException {
    Files.write(path, new byte[] {(byte) 0xc3, 0x28, '\n'});
    assertThatThrownBy(() -> RestoreFile.check(path))
        .isInstanceOf(RestoreFileException.class)
        .hasMessage(
            path + " is no restore file: give one that etcd-sync surplus delete has written");
  }

  @Test
  void refusesWhatItDoesNotKnowAndShowsNothingOfIt() throws IOException {
    write();
    String whole = Files.readString(path);
    refuses(whole.replace("\"version\":1", "\"version\":2"), "is of format version 2");
    refuses(whole.replace("etcd-sync surplus", "mine"), "is no restore file");
    refuses(whole.replace("\"keys\":2", "\"keys\":3"), "damaged, at line 4");
    refuses(whole + whole.lines().toList().getLast(), "damaged, at line 4");
    refuses(whole.replace("\"value\":\"", "\"value\":\"" + SECRET + "!"), "damaged, at line 2");
    refuses(SECRET, "damaged, at line 1");
  }

  private void refuses(String content, String why) throws IOException {
    Files.writeString(path, content);
    assertThatThrownBy(() -> RestoreFile.check(path))
        .isInstanceOf(RestoreFileException.class)
        .hasMessageContaining(why)
        .hasMessageNotContaining(SECRET);
  }
}
