package dev.etcdsync.config;

import dev.etcdsync.model.DeletionLimit;
import dev.etcdsync.model.Durations;
import dev.etcdsync.model.HttpAddress;
import dev.etcdsync.model.Sizes;
import dev.etcdsync.model.Timing;
import dev.etcdsync.model.TransactionLimits;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** All that can be set: each as a key of the file, as a variable and as an option. */
public enum Setting {
  PRIMARY_ENDPOINTS(
      "primary.endpoints", "--primary", "URL[,URL...]", "Members of the primary's etcd."),
  PRIMARY_CA("primary.tls.ca", "--primary-ca", "FILE", "CAs to trust; else those of the system."),
  PRIMARY_CERTIFICATE(
      "primary.tls.certificate", "--primary-cert", "FILE", "Client certificate, leaf first."),
  PRIMARY_KEY("primary.tls.key", "--primary-key", "FILE", "Key of the client certificate."),
  PRIMARY_SERVER_NAME(
      "primary.tls.serverName",
      "--primary-server-name",
      "NAME",
      "Name in the server's certificate, if it does not name the endpoint's host."),
  PRIMARY_CREDENTIALS(
      "primary.credentials",
      "--primary-credentials",
      "FILE",
      "One line, user:password, for etcd's own authentication."),

  STANDBY_ENDPOINTS(
      "standby.endpoints", "--standby", "URL[,URL...]", "Members of the standby's etcd."),
  STANDBY_CA("standby.tls.ca", "--standby-ca", "FILE", "CAs to trust; else those of the system."),
  STANDBY_CERTIFICATE(
      "standby.tls.certificate", "--standby-cert", "FILE", "Client certificate, leaf first."),
  STANDBY_KEY("standby.tls.key", "--standby-key", "FILE", "Key of the client certificate."),
  STANDBY_SERVER_NAME(
      "standby.tls.serverName",
      "--standby-server-name",
      "NAME",
      "Name in the server's certificate, if it does not name the endpoint's host."),
  STANDBY_CREDENTIALS(
      "standby.credentials",
      "--standby-credentials",
      "FILE",
      "One line, user:password, for etcd's own authentication."),
  STANDBY_KUBECONFIG(
      "standby.kubeconfig",
      "--standby-kubeconfig",
      "FILE",
      "How to reach the standby's apiserver; in a pod of the standby its own way is known."),

  LINK(
      "link",
      "--link",
      "NAME",
      "Name of the link; its state is kept in the standby under /etcd-sync/NAME/.",
      "default"),
  LEASE(
      "lease",
      "--lease",
      "[NAMESPACE/]NAME|off",
      "Lease at the standby's apiserver by which replicas elect a leader."
          + " Default: etcd-sync-mirror in a pod, elsewhere off."),
  KEY_PREFIX(
      "keyPrefix", "--key-prefix", "PREFIX", "What all replicated keys begin with.", "/registry/"),
  ENCRYPTION_PROBE(
      "encryption.probe",
      "--encryption-probe",
      "on|off",
      "Whether the standby's apiserver has to read one of each kind of encrypted value first.",
      "on"),
  VERBOSE(
      "verbose",
      "--verbose",
      "true|false",
      "A line per change; in the file it can be changed at any time.",
      "false"),
  LOG_FORMAT(
      "log.format",
      "--log-format",
      "text|json",
      "How the log is written: a line for people, or one JSON object a line.",
      "text"),

  SCOPE_NAMESPACES_IN(
      "scope.namespaces.in",
      "--scope-namespaces-in",
      "NAME[,NAME...]",
      "Namespaces to replicate that are out by default."),
  SCOPE_NAMESPACES_OUT(
      "scope.namespaces.out",
      "--scope-namespaces-out",
      "NAME[,NAME...]",
      "Further namespaces not to replicate."),
  SCOPE_RESOURCES_IN(
      "scope.resources.in",
      "--scope-resources-in",
      "GROUP/RESOURCE[,...]",
      "Resources to replicate that are out or held by default."),
  SCOPE_RESOURCES_OUT(
      "scope.resources.out",
      "--scope-resources-out",
      "GROUP/RESOURCE[,...]",
      "Further resources not to replicate."),
  SCOPE_RESOURCES_HELD(
      "scope.resources.held",
      "--scope-resources-held",
      "GROUP/RESOURCE:KIND[,...]",
      "Further resources to hold back until promotion."),
  SCOPE_PREFIXES_IN(
      "scope.prefixes.in",
      "--scope-prefixes-in",
      "PREFIX[,PREFIX...]",
      "Beginnings of keys to replicate, whatever else is said of them."),
  SCOPE_PREFIXES_OUT(
      "scope.prefixes.out",
      "--scope-prefixes-out",
      "PREFIX[,PREFIX...]",
      "Beginnings of keys not to replicate, whatever else is said of them."),

  TRANSACTION_OPERATIONS(
      "transactions.operations",
      "--max-txn-ops",
      "N",
      "Operations per transaction; not above the standby's own --max-txn-ops.",
      Integer.toString(TransactionLimits.DEFAULT_OPERATIONS)),
  TRANSACTION_BYTES(
      "transactions.bytes",
      "--max-txn-bytes",
      "SIZE",
      "Bytes per transaction; below the standby's --max-request-bytes.",
      Sizes.text(TransactionLimits.DEFAULT_BYTES)),
  DELETION_PERCENT(
      "deletions.percent",
      "--deletion-limit-percent",
      "N",
      "In percent: deletions of a larger share, and of more keys than the next option, park.",
      Integer.toString(DeletionLimit.DEFAULT_PERCENT)),
  DELETION_KEYS(
      "deletions.keys",
      "--deletion-limit-keys",
      "N",
      "Deletions of more keys, and of a larger share than the last option, park.",
      Integer.toString(DeletionLimit.DEFAULT_KEYS)),

  REQUEST_TIMEOUT(
      "timing.requestTimeout",
      "--request-timeout",
      "TIME",
      "How long one request may take.",
      text(Timing.defaults().requestTimeout())),
  WATCHDOG(
      "timing.watchdog",
      "--watchdog",
      "TIME",
      "How long a watch may be silent before it is opened anew.",
      text(Timing.defaults().watchdog())),
  STATUS_INTERVAL(
      "timing.statusInterval",
      "--status-interval",
      "TIME",
      "How often the status is published in the standby's etcd.",
      text(Timing.defaults().statusInterval())),
  EPOCH(
      "timing.epoch",
      "--epoch",
      "TIME",
      "How long a copy reads at one revision before it catches up.",
      text(Timing.defaults().epoch())),
  SYNCED_AGE(
      "timing.syncedAge",
      "--synced-age",
      "TIME",
      "How old evidence may be for \"synced\" to be claimed.",
      text(Timing.defaults().syncedAge())),
  CHECK_INTERVAL(
      "timing.checkInterval",
      "--check-interval",
      "TIME",
      "How long after a comparison of everything, made while following, the next one begins; in the"
          + " file it can be changed at any time.",
      text(Timing.defaults().checkInterval())),

  HTTP(
      "http",
      "--http",
      "[HOST:]PORT|off",
      "Where /check, /status, /metrics and /health are answered, in plain HTTP.",
      Integer.toString(HttpAddress.DEFAULT_PORT));

  private final String path;
  private final String option;
  private final String label;
  private final String description;
  private final String defaultText;

  Setting(String path, String option, String label, String description) {
    this(path, option, label, description, "");
  }

  Setting(String path, String option, String label, String description, String defaultText) {
    this.path = path;
    this.option = option;
    this.label = label;
    this.description = description;
    this.defaultText = defaultText;
  }

  /** The key in the file, with dots between its levels. */
  public String path() {
    return path;
  }

  /** The option, with its dashes. */
  public String option() {
    return option;
  }

  /** The environment variable: {@code ETCD_SYNC_} and the path. */
  public String variable() {
    String words = path.replace('.', '_').replaceAll("([a-z])([A-Z])", "$1_$2");
    return "ETCD_SYNC_" + words.toUpperCase(Locale.ROOT);
  }

  /** What stands for the value in help. */
  public String label() {
    return label;
  }

  /** One sentence for help, with the default if there is one. */
  public String description() {
    return defaultText.isEmpty() ? description : description + " Default: " + defaultText + ".";
  }

  /** The value if nothing is given; empty if there is none. */
  public Optional<String> defaultText() {
    return defaultText.isEmpty() ? Optional.empty() : Optional.of(defaultText);
  }

  /** Whether a running process takes a change of it over from the file. */
  public boolean isLive() {
    return this == VERBOSE || this == CHECK_INTERVAL;
  }

  /** Whether the value is a list. */
  public boolean isList() {
    return this == PRIMARY_ENDPOINTS || this == STANDBY_ENDPOINTS || path.startsWith("scope.");
  }

  /** The setting with this key in the file. */
  public static Optional<Setting> of(String path) {
    return Arrays.stream(values()).filter(setting -> setting.path.equals(path)).findFirst();
  }

  private static String text(Duration duration) {
    return Durations.text(duration);
  }
}
