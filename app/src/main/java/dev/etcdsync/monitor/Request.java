package dev.etcdsync.monitor;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is asked.
 *
 * @param path without the query, such as {@code /check}
 * @param parameters of the query, each with all that is given for it
 * @param accept the header, if there is one
 */
record Request(String path, Map<String, List<String>> parameters, Optional<String> accept) {
  Request {
    parameters = Map.copyOf(parameters);
  }
}
