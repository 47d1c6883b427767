package dev.etcdsync.monitor;

import dev.etcdsync.model.HttpAddress;
import dev.etcdsync.model.InvalidSetting;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.helidon.webserver.spi.ProtocolConfig;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;

/** Listens, within limits, and hands every request to the routes, each on a virtual thread. */
final class Server implements AutoCloseable {
  static final int MOST_CONNECTIONS = 400;

  /**
   * Beyond these. They answer whether this process lives, and are gone within seconds: slow clients
   * must not have it restarted. More wait to be accepted.
   */
  static final int SPARE_CONNECTIONS = 32;

  /** Of those that may take long; a connection has one at a time. */
  static final int MOST_REQUESTS = 300;

  private static final int MOST_HEADER_BYTES = 8 << 10;
  private static final int MOST_PROLOGUE_BYTES = 2 << 10;
  private static final int MOST_BODY_BYTES = 4 << 10;
  private static final int BACKLOG = 128;

  /** What a client has not taken waits with us, where its time is measured, not in the kernel. */
  private static final int SEND_BUFFER_BYTES = 64 << 10;

  /** Also of what is no page: nothing that is answered here may be run, framed or kept. */
  private static final List<Header> ALWAYS =
      Stream.of(
              "Cache-Control: no-store",
              "X-Content-Type-Options: nosniff",
              "X-Frame-Options: DENY",
              "Referrer-Policy: no-referrer",
              "Cross-Origin-Resource-Policy: same-origin",
              "Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; img-src"
                  + " 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors"
                  + " 'none'")
          .map(line -> line.split(": ", 2))
          .map(line -> HeaderValues.create(HeaderNames.create(line[0]), line[1]))
          .toList();

  private static final int AT_ONCE = 64 << 10;
  private static final Duration CLOSING = Duration.ofMillis(200);

  private final Clients clients;
  private final WebServer server;

  /**
   * Stands in the place of the HTTP/1.1 that Helidon finds by itself. With two that may handle a
   * connection Helidon waits for a first byte to tell which, without a limit.
   */
  private record OnlyOurs() implements ProtocolConfig {
    private static final String HTTP = "http_1_1";

    @Override
    public String type() {
      return HTTP;
    }

    @Override
    public String name() {
      return HTTP;
    }
  }

  /** Hears what was answered. Any thread calls. */
  interface Heard {
    void answered(String path, int status);
  }

  private Server(Clients clients, WebServer server) {
    this.clients = clients;
    this.server = server;
  }

  /**
   * Listens.
   *
   * @throws InvalidSetting if it cannot be listened there
   */
  static Server start(HttpAddress address, Routes routes, Patience patience, Heard heard) {
    InetSocketAddress socket = socket(address);
    Clients clients =
        new Clients(
            Http1ConnectionSelector.builder()
                .config(
                    Http1Config.builder()
                        .maxHeadersSize(MOST_HEADER_BYTES)
                        .maxPrologueLength(MOST_PROLOGUE_BYTES)
                        .build())
                .build(),
            MOST_CONNECTIONS,
            patience);
    Semaphore places = new Semaphore(MOST_REQUESTS);
    try {
      refuseIfTaken(address, socket);
      WebServer server =
          WebServer.builder()
              .shutdownHook(false)
              .featuresDiscoverServices(false)
              .addProtocol(new OnlyOurs())
              .address(socket.getAddress())
              .port(address.port())
              .backlog(BACKLOG)
              .maxTcpConnections(MOST_CONNECTIONS + SPARE_CONNECTIONS)
              .maxConcurrentRequests(MOST_CONNECTIONS + SPARE_CONNECTIONS)
              .maxPayloadSize(MOST_BODY_BYTES)
              .shutdownGracePeriod(CLOSING)
              .useNio(false)
              .connectionOptions(
                  options -> options.tcpNoDelay(true).socketSendBufferSize(SEND_BUFFER_BYTES))
              .addConnectionSelector(clients)
              .routing(
                  HttpRouting.builder()
                      .any((request, response) -> {
                        answer(routes, places, request, response, heard);
                      }))
              .build();
      return new Server(clients, server.start());
    } catch (RuntimeException e) {
      clients.close();
      throw refused(address, e).orElse(e);
    }
  }

  /** The port that it listens on. */
  int port() {
    return server.port();
  }

  private static InetSocketAddress socket(HttpAddress address) {
    InetSocketAddress socket =
        address.host().equals(HttpAddress.EVERYWHERE)
            ? new InetSocketAddress(address.port())
            : new InetSocketAddress(address.host(), address.port());
    if (socket.isUnresolved()) {
      throw new InvalidSetting(
          "http",
          "the host of \"%s\" is not known here: give an address of this machine, or the port alone"
              .formatted(address));
    }
    return socket;
  }

  /** Helidon would log it, too. */
  private static void refuseIfTaken(HttpAddress address, InetSocketAddress socket) {
    try (ServerSocket trial = new ServerSocket()) {
      trial.setReuseAddress(true);
      trial.bind(socket);
    } catch (IOException e) {
      throw refused(address, e).orElseGet(() -> cannotListen(address, e));
    }
  }

  private static Optional<RuntimeException> refused(HttpAddress address, Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof BindException && String.valueOf(cause.getMessage()).contains("in use")) {
        return Optional.of(
            new InvalidSetting(
                "http",
                "port %d is in use already: give another one, or off".formatted(address.port())));
      }
      if (cause instanceof SocketException) {
        return Optional.of(cannotListen(address, cause));
      }
    }
    return Optional.empty();
  }

  private static InvalidSetting cannotListen(HttpAddress address, Throwable cause) {
    return new InvalidSetting(
        "http",
        "nobody can listen on %s here (%s): give an address of this machine and a free port, or off"
            .formatted(address, cause.getMessage()));
  }

  private static void answer(
      Routes routes,
      Semaphore places,
      ServerRequest request,
      ServerResponse response,
      Heard heard) {
    Client client = Client.answering();
    String path = request.path().rawPath();
    boolean vital = routes.isVital(path);
    // Helidon reads to its end what nobody has read, and has a limit only for what tells its
    // length.
    boolean endless = request.headers().contains(HeaderNames.TRANSFER_ENCODING);
    boolean last = endless || client.isSpare() || wantsToClose(request);
    boolean placed = !vital && !client.isSpare() && places.tryAcquire();
    try {
      Request asked = asked(request, path);
      Reply reply;
      if (endless) {
        reply = Reply.sentence(Reply.LENGTH_REQUIRED, "No body is read here: send none");
      } else if (vital || placed) {
        reply = routes.answer(request.prologue().method().text(), asked);
      } else {
        reply = routes.busy(asked);
      }
      client.sending();
      try {
        send(last ? reply.with("Connection", "close") : reply, request, response, client);
      } finally {
        client.sent();
        heard.answered(routes.known(path), reply.status());
      }
    } finally {
      if (placed) {
        places.release();
      }
    }
    if (last) {
      throw new CloseConnectionException("room for the next");
    }
  }

  /** Helidon leaves the connection open, though it says that it is closed. */
  private static boolean wantsToClose(ServerRequest request) {
    return request.headers().values(HeaderNames.CONNECTION).stream()
        .flatMap(tokens -> Stream.of(tokens.split(",", -1)))
        .map(String::strip)
        .anyMatch("close"::equalsIgnoreCase);
  }

  private static Request asked(ServerRequest request, String path) {
    Map<String, List<String>> parameters = new TreeMap<>();
    for (String name : request.query().names()) {
      parameters.put(name, List.copyOf(request.query().all(name, List::of)));
    }
    return new Request(
        path, parameters, request.headers().first(HeaderNames.ACCEPT).map(String::valueOf));
  }

  private static void send(
      Reply reply, ServerRequest request, ServerResponse response, Client client) {
    Method method = request.prologue().method();
    response.status(Status.create(reply.status()));
    response.header(HeaderNames.CONTENT_TYPE, reply.type());
    ALWAYS.forEach(response::header);
    reply.headers().forEach((name, value) -> response.header(HeaderNames.create(name), value));
    switch (reply.body()) {
      case Reply.Body.Text(String text) -> send(text, method, response);
      case Reply.Body.Written(Reply.Writing writing) -> {
        if (method.equals(Method.HEAD)) {
          response.send();
        } else {
          stream(writing, response, client);
        }
      }
    }
  }

  private static void send(String text, Method method, ServerResponse response) {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    response.contentLength(body.length);
    if (method.equals(Method.HEAD)) {
      response.send();
    } else if (body.length <= AT_ONCE) {
      response.send(body);
    } else {
      try (OutputStream out = response.outputStream()) {
        out.write(body);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Never whole in memory, and each piece has the time of an answer. */
  private static void stream(Reply.Writing writing, ServerResponse response, Client client) {
    try (Writer out =
        new OutputStreamWriter(
            new BufferedOutputStream(new Pieces(response.outputStream(), client), AT_ONCE),
            StandardCharsets.UTF_8)) {
      writing.to(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    server.stop();
    clients.close();
  }
}
