package dev.etcdsync.config;

import dev.etcdsync.model.ClusterAddress;
import dev.etcdsync.model.Credentials;
import dev.etcdsync.model.DeletionLimit;
import dev.etcdsync.model.HttpAddress;
import dev.etcdsync.model.InvalidSetting;
import dev.etcdsync.model.LiveSettings;
import dev.etcdsync.model.ScopeRules;
import dev.etcdsync.model.Side;
import dev.etcdsync.model.Timing;
import dev.etcdsync.model.TlsFiles;
import dev.etcdsync.model.TlsMaterial;
import dev.etcdsync.model.TransactionLimits;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** Makes records of the merged text. Every problem becomes a sentence that names its origin. */
public final class SettingsReader {
  private final SettingSources sources;
  private final SettingValues values;

  public SettingsReader(SettingSources sources) {
    this.sources = sources;
    this.values = new SettingValues(sources);
  }

  /**
   * Everything for the replicator; the files that it names are read once to check them.
   *
   * @throws BadInput for the first problem found
   */
  public RunSettings forRun() {
    return forRun(this::address);
  }

  /**
   * The same for what comes after the replicator: the files that it names are not read. Where an
   * installation has failed they may never have come, and whoever reads them then says so.
   *
   * @throws BadInput for the first problem found
   */
  public RunSettings forGate() {
    return forRun(this::stated);
  }

  private RunSettings forRun(Function<Side, ClusterAddress> address) {
    return named(() -> {
      return new RunSettings(
          address.apply(Side.PRIMARY),
          address.apply(Side.STANDBY),
          encryption(),
          values.text(Setting.LINK),
          values.lease(),
          scope(),
          values.yesOrNo(Setting.VERBOSE),
          limits(),
          new DeletionLimit(
              values.wholeNumber(Setting.DELETION_PERCENT),
              values.wholeNumber(Setting.DELETION_KEYS)),
          timing(),
          HttpAddress.parse(values.text(Setting.HTTP)));
    });
  }

  /**
   * What a command on the standby alone needs; the files that it names are read once to check them.
   *
   * @throws BadInput for the first problem found
   */
  public StandbySettings forStandby() {
    return named(
        () -> new StandbySettings(address(Side.STANDBY), values.text(Setting.LINK), timing()));
  }

  /**
   * What a command that writes to the standby needs; the files that it names are read once to check
   * them.
   *
   * @throws BadInput for the first problem found
   */
  public SurplusSettings forSurplus() {
    return named(() -> new SurplusSettings(forStandby(), limits()));
  }

  /**
   * What a comparison of both sides needs; the files that it names are read once to check them.
   *
   * @throws BadInput for the first problem found
   */
  public CheckSettings forCheck() {
    return named(() ->
        new CheckSettings(
            address(Side.PRIMARY),
            address(Side.STANDBY),
            values.text(Setting.LINK),
            scope(),
            encryption(),
            limits(),
            timing()));
  }

  /**
   * What a look through the primary needs; the files that it names are read once to check them.
   *
   * @throws BadInput for the first problem found
   */
  public SurveySettings forSurvey() {
    return named(() -> new SurveySettings(address(Side.PRIMARY), scope(), timing()));
  }

  /**
   * What says which keys are replicated.
   *
   * @throws BadInput for the first problem found
   */
  public ScopeSettings forScope() {
    return named(this::scope);
  }

  /**
   * What a running process takes over.
   *
   * @throws BadInput for the first problem found
   */
  public LiveSettings live() {
    return named(() -> new LiveSettings(values.yesOrNo(Setting.VERBOSE), timing().checkInterval()));
  }

  /**
   * How to log; the first thing that whoever logs has to know.
   *
   * @throws BadInput if there is no such format
   */
  public LogFormat logFormat() {
    return named(() -> values.logFormat());
  }

  private EncryptionSettings encryption() {
    return new EncryptionSettings(
        values.onOrOff(Setting.ENCRYPTION_PROBE), values.readableFile(Setting.STANDBY_KUBECONFIG));
  }

  private TransactionLimits limits() {
    return new TransactionLimits(
        values.wholeNumber(Setting.TRANSACTION_OPERATIONS),
        values.bytes(Setting.TRANSACTION_BYTES));
  }

  private ScopeSettings scope() {
    return new ScopeSettings(
        values.text(Setting.KEY_PREFIX),
        new ScopeRules(
            values.list(Setting.SCOPE_NAMESPACES_IN),
            values.list(Setting.SCOPE_NAMESPACES_OUT),
            values.list(Setting.SCOPE_RESOURCES_IN),
            values.list(Setting.SCOPE_RESOURCES_OUT),
            values.list(Setting.SCOPE_RESOURCES_HELD),
            values.list(Setting.SCOPE_PREFIXES_IN),
            values.list(Setting.SCOPE_PREFIXES_OUT)));
  }

  private ClusterAddress stated(Side side) {
    return new ClusterAddress(
        side, values.urls(of(side, "endpoints")), tls(side), file(side, "credentials"));
  }

  /** As stated, if its files can be used as they are now. */
  private ClusterAddress address(Side side) {
    ClusterAddress address = stated(side);
    address.tls().ifPresent(files -> TlsMaterial.read(side, files));
    address.credentials().ifPresent(file -> Credentials.read(side, file));
    return address;
  }

  private Optional<TlsFiles> tls(Side side) {
    try {
      TlsFiles files =
          new TlsFiles(
              file(side, "tls.ca"),
              file(side, "tls.certificate"),
              file(side, "tls.key"),
              sources.value(of(side, "tls.serverName")));
      return files.equals(TlsFiles.none()) ? Optional.empty() : Optional.of(files);
    } catch (InvalidSetting e) {
      throw e.under(side.toString());
    }
  }

  private Optional<Path> file(Side side, String name) {
    return values.file(of(side, name));
  }

  private static Setting of(Side side, String name) {
    return Setting.of(side + "." + name).orElseThrow();
  }

  private Timing timing() {
    return new Timing(
        values.duration(Setting.REQUEST_TIMEOUT),
        values.duration(Setting.WATCHDOG),
        values.duration(Setting.STATUS_INTERVAL),
        values.duration(Setting.EPOCH),
        values.duration(Setting.SYNCED_AGE),
        values.duration(Setting.CHECK_INTERVAL));
  }

  /**
   * Makes something of settings that were read here.
   *
   * @throws BadInput in place of an {@link InvalidSetting}, naming the origin of the setting
   */
  public <T> T named(Supplier<T> reading) {
    try {
      return reading.get();
    } catch (InvalidSetting e) {
      Optional<Setting> setting = Setting.of(e.setting());
      String origin = setting.map(sources::origin).orElse(e.setting());
      InvalidSetting found =
          setting.flatMap(sources::value).map(String::strip).map(e::given).orElse(e);
      throw new BadInput(origin + ": " + found.problem());
    }
  }
}
