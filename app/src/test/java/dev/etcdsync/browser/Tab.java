package dev.etcdsync.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/** The page, opened once, and what went wrong in it. */
public final class Tab implements AutoCloseable {
  private static final String AXE = "/META-INF/resources/webjars/axe-core/";
  private static final String AXE_POM = "/META-INF/maven/org.webjars.npm/axe-core/pom.properties";

  private final BrowserContext context;
  private final Page page;
  private final List<String> faults = new ArrayList<>();

  private Tab(BrowserContext context) {
    this.context = context;
    this.page = context.newPage();
    page.onConsoleMessage(message -> {
      if (List.of("error", "warning").contains(message.type())) {
        faults.add(message.type() + ": " + message.text());
      }
    });
    page.onPageError(error -> faults.add("thrown: " + error));
    page.onRequest(request -> {
      if (!request.url().startsWith("http://127.0.0.1:")) {
        faults.add("asks another host: " + request.url());
      }
    });
  }

  static Tab open(BrowserContext context, String url, double patienceMillis) {
    Tab tab = new Tab(context);
    tab.page.setDefaultTimeout(patienceMillis);
    var _ = tab.page.navigate(url);
    return tab;
  }

  public Page page() {
    return page;
  }

  /** Waits until the element's text contains it. */
  public Tab expect(String selector, String text) {
    PlaywrightAssertions.assertThat(page.locator(selector)).containsText(text);
    return this;
  }

  public Tab expectHidden(String selector) {
    PlaywrightAssertions.assertThat(page.locator(selector)).isHidden();
    return this;
  }

  public Locator find(String selector) {
    return page.locator(selector);
  }

  /** No error and no warning in the console, nothing thrown, no other host. */
  public Tab expectNoFault() {
    assertThat(faults).isEmpty();
    return this;
  }

  public Tab expectNoSidewaysScrolling() {
    Object excess =
        page.evaluate(
            "() => document.documentElement.scrollWidth - document.documentElement.clientWidth");
    assertThat(((Number) excess).intValue()).as("pixels too wide").isLessThanOrEqualTo(0);
    return this;
  }

  /** What axe-core can find by itself: contrast, names, roles, landmarks. */
  public Tab expectAccessible() {
    var _ = page.evaluate(axe());
    Object violations =
        page.evaluate(
            "async () => (await axe.run()).violations.map(it => it.id + ': ' + it.nodes.map(node =>"
                + " node.html + ' ' + node.failureSummary).join(' | '))");
    assertThat((List<?>) violations).isEmpty();
    return this;
  }

  /** Its folder carries its version, which only the build knows. */
  private static String axe() {
    Properties pom = new Properties();
    try {
      pom.load(new StringReader(read(AXE_POM)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return read(AXE + pom.getProperty("version") + "/axe.min.js");
  }

  private static String read(String resource) {
    try (InputStream in = Tab.class.getResourceAsStream(resource)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes the whole page into {@code target/page}, for people to look at. */
  public Tab shoot(String name) {
    var _ =
        page.screenshot(
            new Page.ScreenshotOptions()
                .setFullPage(true)
                .setPath(Path.of("target", "page", name + ".png")));
    return this;
  }

  @Override
  public void close() {
    context.close();
  }
}
