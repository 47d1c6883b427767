package dev.etcdsync.chart;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.etcdsync.browser.Chromium;
import dev.etcdsync.browser.Tab;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The form where it is filled in, in a browser: what its descriptors ask, drawn without the
 * platform, which cannot be had.
 */
@Tag("browser")
class FormPageIT {
  private static final List<String> VIPS =
      List.of("10.0.0.100", "2001:db8::100", "vip.example", "", "10.0.0.100:6443", "[::1]", "a b");
  private static final List<String> SECRETS =
      List.of("etcd-sync-active-cluster-token", "a.b", "", "-a", "A", "a b", "a/b");

  private static Chromium chromium;
  private static HttpServer server;

  private final PluginForm form = PluginForm.read();

  @BeforeAll
  static void start() throws IOException {
    chromium = Chromium.start();
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    byte[] page = page(PluginForm.read()).getBytes(UTF_8);
    server.createContext(
        "/form",
        exchange -> {
          exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
          exchange.sendResponseHeaders(200, page.length);
          try (var out = exchange.getResponseBody()) {
            out.write(page);
          }
        });
    server.start();
  }

  @AfterAll
  static void end() {
    if (server != null) {
      server.stop(0);
    }
    if (chromium != null) {
      chromium.close();
    }
  }

  private static Tab open() {
    return chromium.open("http://127.0.0.1:" + server.getAddress().getPort() + "/form");
  }

  /**
   * Its language has other regular expressions than the one that the other tests are written in.
   */
  @Test
  void aBrowserJudgesWhatIsTypedAsTheOtherTestsDo() {
    List<String> endpoints = new ArrayList<>(Endpoints.GOOD);
    Endpoints.BAD.forEach(bad -> endpoints.add(bad.text()));
    endpoints.addAll(List.of("", "auto", " auto ", String.join(", ", Endpoints.GOOD)));
    try (Tab tab = open()) {
      expectSame(tab, "active.vip", VIPS);
      expectSame(tab, "active.tokenSecret", SECRETS);
      expectSame(tab, "active.endpoints", endpoints);
      expectSame(tab, "standby.endpoints", endpoints);
    }
  }

  private void expectSame(Tab tab, String path, List<String> texts) {
    PluginForm.Field field = form.deploy(path);
    String pattern = field.after("com.tectonic.ui:validation:pattern:").orElseThrow();
    for (String text : texts) {
      boolean expected = text.matches(pattern);
      for (String flags : List.of("", "u")) {
        assertThat(
                tab.page()
                    .evaluate(
                        "([pattern, flags, text]) => new RegExp(pattern, flags).test(text)",
                        List.of(pattern, flags, text)))
            .as("%s: \"%s\" with the flags \"%s\"", path, text, flags)
            .isEqualTo(expected);
      }
    }
  }

  @Test
  void asksSixQuestionsAndLooksLikeThis() {
    try (Tab tab = open()) {
      assertThat(tab.find("label").count()).isEqualTo(6);
      tab.expect("form", "Active Global Cluster VIP").expect("form", "Print detail logs");
      tab.expectNoSidewaysScrolling().shoot("form-light");
    }
  }

  private static String page(PluginForm form) {
    return """
    <!doctype html><html lang="en"><title>etcd-sync</title><link rel="icon" href="data:,">
    <style>
    body { font: 15px system-ui, sans-serif; max-width: 46em; margin: 2em auto; color: #222 }
    label { display: block; font-weight: 600; margin-top: 1.3em }
    label.required::after { content: " *"; color: #b00 }
    input:not([type=checkbox]) { width: 100%%; font: inherit; padding: .4em; box-sizing: border-box }
    small { display: block; color: #555; margin-top: .3em }
    </style><form><h1>etcd-sync</h1>%s</form></html>
    """
        .formatted(
            form.deploy().stream()
                .map(field -> question(form, field))
                .collect(Collectors.joining()));
  }

  private static String question(PluginForm form, PluginForm.Field field) {
    boolean required = field.has("com.tectonic.ui:validation:required");
    String value = form.initial(field.path()).asText();
    String control =
        field.has("com.tectonic.ui:booleanSwitch")
            ? "<input id=\"%s\" type=\"checkbox\">".formatted(field.path())
            : "<input id=\"%s\" value=\"%s\">".formatted(field.path(), value);
    return "<label for=\"%s\"%s>%s</label>%s<small>%s</small>"
        .formatted(
            field.path(),
            required ? " class=\"required\"" : "",
            field.after("label:en:").orElseThrow(),
            control,
            field.after("description:en:").orElseThrow());
  }
}
