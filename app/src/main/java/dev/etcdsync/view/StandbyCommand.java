package dev.etcdsync.view;

import dev.etcdsync.fence.LinkKeys;
import dev.etcdsync.model.ClusterAddress;
import dev.etcdsync.model.TlsFiles;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Commands as one pastes them into a shell, for the standby's etcd: they reach it as the process
 * does that shows them, with the same files. What is in the files is not shown.
 *
 * @param link a DNS label
 */
public record StandbyCommand(String link, ClusterAddress standby) {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@%+=:,./-]+");

  /**
   * @param command of etcd-sync, with its own arguments, such as {@code surplus}, {@code list}
   */
  String etcdSync(String... command) {
    List<String> words = new ArrayList<>(List.of("etcd-sync"));
    words.addAll(List.of(command));
    words.addAll(List.of("--link", link, "--standby", endpoints()));
    add(words, "--standby-ca", path(TlsFiles::ca));
    add(words, "--standby-cert", path(TlsFiles::certificate));
    add(words, "--standby-key", path(TlsFiles::key));
    add(words, "--standby-server-name", tls().serverName());
    add(words, "--standby-credentials", standby.credentials().map(Path::toString));
    return pasted(words);
  }

  /**
   * Deletes one key. etcdctl has no option for the name in a server's certificate: where that is
   * set, it needs an endpoint that the certificate names.
   */
  String etcdctlDelete(String key) {
    List<String> words = new ArrayList<>(List.of("etcdctl", "--endpoints", endpoints()));
    add(words, "--cacert", path(TlsFiles::ca));
    add(words, "--cert", path(TlsFiles::certificate));
    add(words, "--key", path(TlsFiles::key));
    String user =
        standby
            .credentials()
            .map(file -> " --user \"$(cat " + quoted(file.toString()) + ")\"")
            .orElse("");
    return pasted(words) + user + " del " + quoted(key);
  }

  LinkKeys keys() {
    return LinkKeys.of(link);
  }

  private String endpoints() {
    return standby.endpoints().stream().map(URI::toString).collect(Collectors.joining(","));
  }

  private TlsFiles tls() {
    return standby.tls().orElseGet(TlsFiles::none);
  }

  private Optional<String> path(Function<TlsFiles, Optional<Path>> which) {
    return which.apply(tls()).map(Path::toString);
  }

  private static void add(List<String> words, String option, Optional<String> value) {
    value.ifPresent(given -> words.addAll(List.of(option, given)));
  }

  private static String pasted(List<String> words) {
    return words.stream().map(StandbyCommand::quoted).collect(Collectors.joining(" "));
  }

  private static String quoted(String word) {
    return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
