package dev.etcdsync.monitor;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * A file of the page for people, out of the jar. The page asks {@code /overview} and {@code
 * /check}, and nobody else; its addresses are relative, so that it also works behind a proxy's
 * path.
 */
final class WebPage implements Page {
  static final String PATH = "/";

  private static final String OURS = "/dev/etcdsync/monitor/page/";
  private static final String UPLOT = "/META-INF/resources/webjars/uplot/";
  private static final String UPLOT_POM = "/META-INF/maven/org.webjars.npm/uplot/pom.properties";
  private static final String SCRIPT = "text/javascript; charset=utf-8";
  private static final String STYLE = "text/css; charset=utf-8";

  private final Reply reply;

  private WebPage(String type, String resource) {
    this.reply = Reply.of(Reply.OK, type, read(resource));
  }

  /** All files by their path. */
  static Map<String, Page> files() {
    Map<String, Page> files = new TreeMap<>();
    files.put(PATH, new WebPage("text/html; charset=utf-8", OURS + "index.html"));
    files.put("/page.css", new WebPage(STYLE, OURS + "page.css"));
    files.put("/page.js", new WebPage(SCRIPT, OURS + "page.js"));
    files.put("/icon.svg", new WebPage("image/svg+xml", OURS + "icon.svg"));
    files.put("/uplot.css", new WebPage(STYLE, uplot("uPlot.min.css")));
    files.put("/uplot.js", new WebPage(SCRIPT, uplot("uPlot.iife.min.js")));
    return files;
  }

  /** Its folder carries its version, which only the build knows. */
  private static String uplot(String file) {
    Properties pom = new Properties();
    try {
      pom.load(new StringReader(read(UPLOT_POM)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return UPLOT + pom.getProperty("version") + "/dist/" + file;
  }

  private static String read(String resource) {
    try (InputStream in = WebPage.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("the program is incomplete: it lacks " + resource);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Reply answer(Request request) {
    return reply;
  }
}
