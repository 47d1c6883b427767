package dev.etcdsync.monitor;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.etcdsync.check.CheckResult;
import dev.etcdsync.model.Clock;
import dev.etcdsync.view.CheckReport;
import dev.etcdsync.view.CheckView;
import dev.etcdsync.view.Listed;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** {@code /check}: a comparison of all that is replicated, as {@code etcd-sync check} makes it. */
final class CheckPage implements Page {
  static final String PATH = "/check";

  private static final String DEEP = "deep";
  private static final String FORMAT = "format";
  private static final String JSON = "json";
  private static final Set<List<String>> FORMATS = Set.of(List.of(JSON), List.of("text"));
  private static final String MOST = "most";
  private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,8}");
  private static final String HOW =
      ": write /check?deep=true, /check?format=json, or /check?most=100, or several of them with &";
  private static final int CUT = 100;

  /** Text is made whole before it is sent. */
  private static final int MOST_IN_TEXT = 10_000;

  private static final String ALL = ": /check?format=json names them";
  private static final int MOST_WAITING = 128;
  private static final int MOST_WRITING = 2;
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private final CheckDesk desk;
  private final CheckView view;
  private final Clock clock;
  private final Waiting waiting = new Waiting(MOST_WAITING, MOST_WRITING, PATIENCE);
  private volatile Optional<Written> last = Optional.empty();

  /**
   * What was answered, and to what: whoever asks within the same tenth of a second reads the same.
   */
  private record Written(CheckReport report, int named, long tenths, String text) {
    /** Reports are told apart by which they are: to compare what they hold would take long. */
    @SuppressWarnings("ReferenceEquality")
    boolean answers(CheckReport asked, int most, long age) {
      return report == asked && named == most && tenths == age;
    }
  }

  CheckPage(CheckDesk desk, CheckView view, Clock clock) {
    this.desk = desk;
    this.view = view;
    this.clock = clock;
  }

  @Override
  public Reply answer(Request request) {
    Map<String, List<String>> parameters = request.parameters();
    for (String name : parameters.keySet()) {
      if (!Set.of(DEEP, FORMAT, MOST).contains(name)) {
        return refused("The parameter \"" + name + "\" is unknown" + HOW);
      }
    }
    Optional<List<String>> deep = Optional.ofNullable(parameters.get(DEEP));
    if (deep.filter(given -> !given.equals(List.of("true"))).isPresent()) {
      return refused("deep=" + String.join(",", deep.get()) + " cannot be used" + HOW);
    }
    Optional<List<String>> format = Optional.ofNullable(parameters.get(FORMAT));
    if (format.filter(given -> !FORMATS.contains(given)).isPresent()) {
      return refused("format=" + String.join(",", format.get()) + " cannot be used" + HOW);
    }
    Optional<List<String>> most = Optional.ofNullable(parameters.get(MOST));
    if (most.filter(given -> given.size() != 1 || !NUMBER.matcher(given.getFirst()).matches())
        .isPresent()) {
      return refused("most=" + String.join(",", most.get()) + " cannot be used" + HOW);
    }
    Optional<Integer> named = most.map(given -> Integer.parseInt(given.getFirst()));
    boolean json = wantsJson(request);
    return waiting.answer(
        () -> desk.ask(deep.isPresent()),
        report -> json ? json(report, named) : text(report, named),
        (status, sentence) -> refusal(request, status, sentence));
  }

  private static boolean wantsJson(Request request) {
    return Optional.ofNullable(request.parameters().get(FORMAT))
        .map(given -> given.equals(List.of(JSON)))
        .orElseGet(() -> request.accept().filter(Accept::prefersJson).isPresent());
  }

  @Override
  public Reply refusal(Request request, int status, String sentence) {
    return wantsJson(request) ? unknown(status, sentence) : Reply.sentence(status, sentence);
  }

  private static Reply refused(String sentence) {
    return Reply.sentence(Reply.BAD_REQUEST, sentence);
  }

  /** Not compared, in the schema. */
  private static Reply unknown(int status, String sentence) {
    return Reply.json(
        status,
        JsonNodeFactory.instance
            .objectNode()
            .put("version", CheckView.VERSION)
            .put("result", "unknown")
            .put("sentence", sentence));
  }

  private Reply json(CheckReport report, Optional<Integer> named) {
    long most = named.map(Integer::longValue).orElse(Long.MAX_VALUE);
    return Reply.json(status(report), out -> view.writeJson(report, most, clock.now(), out));
  }

  private Reply text(CheckReport report, Optional<Integer> named) {
    int most = Math.min(named.orElse(CUT), MOST_IN_TEXT);
    Instant now = clock.now();
    long tenths = report.age(now).toMillis() / 100;
    Written written =
        last.filter(it -> it.answers(report, most, tenths))
            .orElseGet(() -> new Written(report, most, tenths, print(report, most, now)));
    last = Optional.of(written);
    return Reply.text(status(report), written.text());
  }

  private String print(CheckReport report, int most, Instant now) {
    StringWriter text = new StringWriter();
    view.print(report, new Listed(most, ALL), now, new PrintWriter(text));
    return text.toString();
  }

  private static int status(CheckReport report) {
    return switch (report.result()) {
      case CheckResult.Compared _, CheckResult.InPart _ -> Reply.OK;
      case CheckResult.Unknown _ -> Reply.UNAVAILABLE;
    };
  }
}
