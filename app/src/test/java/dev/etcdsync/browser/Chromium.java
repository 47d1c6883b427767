package dev.etcdsync.browser;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A browser without a screen. Used by the thread that made it. */
public final class Chromium implements AutoCloseable {
  /** Long enough for a busy machine. */
  private static final double PATIENCE_MILLIS = 40_000;

  private final Playwright playwright;
  private final Browser browser;

  private Chromium(Playwright playwright, Browser browser) {
    this.playwright = playwright;
    this.browser = browser;
  }

  public static Chromium start() {
    Path file = Path.of(System.getProperty("chromium.bin", ""));
    if (!Files.isExecutable(file)) {
      throw new AssertionError(
          "-Dchromium.bin must name Chromium's file, not \"" + file + "\": see scripts/test.sh");
    }
    PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MILLIS);
    Playwright playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    try {
      return new Chromium(
          playwright,
          playwright
              .chromium()
              .launch(
                  new BrowserType.LaunchOptions()
                      .setExecutablePath(file)
                      .setTimeout(3 * PATIENCE_MILLIS)
                      // The sandbox wants rights that a container seldom has; only our own page is
                      // loaded.
                      .setArgs(List.of("--no-sandbox", "--disable-dev-shm-usage"))));
    } catch (RuntimeException e) {
      playwright.close();
      throw e;
    }
  }

  /** A tab as wide as a screen on a desk. */
  public Tab open(String url) {
    return open(url, ColorScheme.LIGHT, 1200);
  }

  public Tab open(String url, ColorScheme scheme, int width) {
    return Tab.open(
        browser.newContext(
            new Browser.NewContextOptions().setColorScheme(scheme).setViewportSize(width, 900)),
        url,
        PATIENCE_MILLIS);
  }

  /** A tab of a browser whose time of day is behind. */
  public Tab openBehind(String url, Duration behind) {
    BrowserContext context = browser.newContext();
    context.addInitScript(
        """
        {
          const Right = Date;
          const behind = () => Right.now() - %d;
          Date = class extends Right {
            constructor(...given) {
              super(...(given.length ? given : [behind()]));
            }
            static now() {
              return behind();
            }
          };
        }
        """
            .formatted(behind.toMillis()));
    return Tab.open(context, url, PATIENCE_MILLIS);
  }

  @Override
  public void close() {
    browser.close();
    playwright.close();
  }
}
