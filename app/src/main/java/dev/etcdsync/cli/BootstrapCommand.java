package dev.etcdsync.cli;

import dev.etcdsync.apiserver.Access;
import dev.etcdsync.bootstrap.BootstrapFailure;
import dev.etcdsync.bootstrap.BootstrapRequest;
import dev.etcdsync.bootstrap.Names;
import dev.etcdsync.bootstrap.ObjectName;
import dev.etcdsync.bootstrap.Progress;
import dev.etcdsync.config.BadInput;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** {@code etcd-sync bootstrap}: gets the standby client certificates for both etcds. */
@Command(
    name = "bootstrap",
    customSynopsis = {
      "etcd-sync bootstrap --apiserver https://HOST:PORT [OPTIONS]",
      "etcd-sync bootstrap --standby-ca-secret NAMESPACE/NAME [OPTIONS]",
      "etcd-sync bootstrap --remove [OPTIONS]"
    },
    description = {
      "Gets the standby a client certificate for the primary's etcd: by a token, kept in a Secret here,",
      "it takes the CA of that etcd from the primary's kube-apiserver, and cert-manager here issues",
      "the certificate. With --standby-ca-secret it does so for this cluster's own etcd, too. Run it",
      "again with a new token or a new CA. Reads the primary, and no etcd."
    })
final class BootstrapCommand implements Callable<Integer> {
  private static final Pattern APISERVER = Pattern.compile("https://[^/@\\s?#]+/?");

  private final Program program;
  private final Map<String, String> environment;
  private final CommandSpec spec = CommandSpec.forAnnotatedObject(this);

  @Option(
      names = "--apiserver",
      paramLabel = "URL",
      description = "The primary's kube-apiserver, such as https://10.0.0.100:6443.")
  private Optional<String> apiserver = Optional.empty();

  @Option(
      names = "--token-secret",
      paramLabel = "NAME",
      description =
          "Secret here with token, and ca.crt of that apiserver. Default:"
              + " etcd-sync-active-cluster-token.")
  private String tokenSecret = "etcd-sync-active-cluster-token";

  @Option(
      names = "--ca-secret",
      paramLabel = "NAMESPACE/NAME",
      description =
          "Secret of the primary with the CA of its etcd, tls.crt and tls.key. Default:"
              + " cpaas-system/etcd-ca.")
  private String caSecret = "cpaas-system/etcd-ca";

  @Option(
      names = "--names",
      paramLabel = "PREFIX",
      description =
          "What the names of all that is made begin with: PREFIX-ca, PREFIX-issuer, PREFIX-client,"
              + " PREFIX-trust. Default: remote-etcd.")
  private Optional<String> names = Optional.empty();

  @Option(
      names = "--standby-ca-secret",
      paramLabel = "NAMESPACE/NAME",
      description =
          "Secret of this cluster with the CA of its etcd, tls.crt and tls.key: makes a client"
              + " certificate for that etcd, too.")
  private Optional<String> standbyCaSecret = Optional.empty();

  @Option(
      names = "--standby-names",
      paramLabel = "PREFIX",
      description =
          "What the names of all that is made for this cluster's etcd begin with. Default:"
              + " local-etcd.")
  private Optional<String> standbyNames = Optional.empty();

  @Option(
      names = "--owner",
      paramLabel = "NAME",
      description =
          "For which installation: --remove deletes only what was made with the same name. Default:"
              + " etcd-sync.")
  private String owner = "etcd-sync";

  @Option(
      names = "--namespace",
      paramLabel = "NAME",
      description = "Namespace here. Default: that of the pod.")
  private Optional<String> namespace = Optional.empty();

  @Option(
      names = "--standby-kubeconfig",
      paramLabel = "FILE",
      description =
          "How to reach the standby's apiserver; in a pod of the standby its own way is known.")
  private Optional<Path> kubeconfig = Optional.empty();

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      converter = PromoteCommand.TimeConverter.class,
      description = "How long cert-manager may take. Default: 5m.")
  private Duration timeout = Duration.ofMinutes(5);

  @Option(
      names = "--remove",
      description = {
        "Delete what was made, and nothing else: of --names and of --standby-names, of both if",
        "neither is given. By whom the primary is known, PREFIX-trust, stays."
      })
  private boolean remove;

  BootstrapCommand(Program program, Map<String, String> environment) {
    this.program = program;
    this.environment = environment;
    List<String> exitCodes = HelpText.exitCodes(List.of(BootstrapCode.values()));
    spec.usageMessage().sortOptions(false).footer(exitCodes.toArray(String[]::new));
  }

  CommandSpec spec() {
    return spec;
  }

  @Override
  public Integer call() {
    Names ofPrimary = names("--names", names, "remote-etcd");
    Names ofStandby = names("--standby-names", standbyNames, "local-etcd");
    if (ofPrimary.equals(ofStandby)) {
      throw new BadInput(
          "--standby-names is the same as --names: give another one, such as local-etcd");
    }
    String where =
        name(
            "--namespace",
            namespace
                .or(Access::podNamespace)
                .orElseThrow(
                    () -> new BadInput("--namespace is missing: this is no pod; name it")));
    PrintWriter out = spec.commandLine().getOut();
    Progress progress =
        line -> {
          out.println(line);
          out.flush();
        };
    try {
      if (remove) {
        boolean both = names.isEmpty() && standbyNames.isEmpty();
        program.removeBootstrap(
            where,
            name("--owner", owner),
            Optional.of(ofPrimary).filter(_ -> both || names.isPresent()),
            Optional.of(ofStandby).filter(_ -> both || standbyNames.isPresent()),
            access(),
            progress);
      } else {
        program.bootstrap(request(where, ofPrimary, ofStandby), access(), progress);
      }
      return BootstrapCode.DONE.code();
    } catch (BootstrapFailure e) {
      PrintWriter err = spec.commandLine().getErr();
      err.println("etcd-sync: " + e.sentence());
      err.flush();
      return code(e.reason()).code();
    }
  }

  private static BootstrapCode code(BootstrapFailure.Reason reason) {
    return switch (reason) {
      case NO_ANSWER -> BootstrapCode.NO_ANSWER;
      case REFUSED -> BootstrapCode.REFUSED;
      case MISSING -> BootstrapCode.MISSING;
      case TIMED_OUT -> BootstrapCode.TIMED_OUT;
    };
  }

  private BootstrapRequest request(String where, Names ofPrimary, Names ofStandby) {
    if (apiserver.isEmpty() && standbyCaSecret.isEmpty()) {
      throw new BadInput(
          "--apiserver is missing: name the primary's kube-apiserver, such as"
              + " https://10.0.0.100:6443, or --standby-ca-secret for this cluster's etcd alone");
    }
    ObjectName ca = secret("--ca-secret", caSecret);
    ObjectName token = new ObjectName(where, name("--token-secret", tokenSecret));
    return new BootstrapRequest(
        where,
        name("--owner", owner),
        apiserver
            .map(BootstrapCommand::url)
            .map(url -> new BootstrapRequest.OfPrimary(url, token, ca, ofPrimary)),
        standbyCaSecret
            .map(text -> secret("--standby-ca-secret", text))
            .map(own -> new BootstrapRequest.OfStandby(own, ofStandby)),
        timeout);
  }

  private static ObjectName secret(String option, String text) {
    return ObjectName.parse(text)
        .orElseThrow(() ->
            new BadInput(
                "%s: \"%s\" is no NAMESPACE/NAME: write it like cpaas-system/etcd-ca"
                    .formatted(option, text)));
  }

  private static URI url(String text) {
    try {
      if (APISERVER.matcher(text).matches()) {
        return URI.create(text);
      }
    } catch (IllegalArgumentException e) {
      // Told below.
    }
    throw new BadInput(
        "--apiserver is no URL of an apiserver: write it like https://10.0.0.100:6443, of IPv6"
            + " https://[ADDRESS]:6443");
  }

  private static Names names(String option, Optional<String> given, String otherwise) {
    return new Names(name(option, given.orElse(otherwise)));
  }

  private static String name(String option, String text) {
    if (!ObjectName.isName(text)) {
      throw new BadInput(
          "%s: \"%s\" is no name of a Kubernetes object: give small letters, digits, - and ."
              .formatted(option, text));
    }
    return text;
  }

  private Access access() {
    Optional<Access> access =
        kubeconfig.<Access>map(Access.Kubeconfig::new).or(() -> Access.ofPod(environment));
    kubeconfig
        .filter(file -> !Files.isReadable(file))
        .ifPresent(file -> {
          throw new BadInput(
              "--standby-kubeconfig: %s cannot be read: name a kubeconfig file".formatted(file));
        });
    return access.orElseThrow(() ->
        new BadInput(
            "--standby-kubeconfig is missing: this is no pod with an account; name a kubeconfig"
                + " file"));
  }
}
