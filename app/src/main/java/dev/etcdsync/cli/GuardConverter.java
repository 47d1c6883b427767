package dev.etcdsync.cli;

import dev.etcdsync.model.Guard;
import java.util.Arrays;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the name of a guard as findings show it. */
final class GuardConverter implements ITypeConverter<Guard> {
  @Override
  public Guard convert(String text) {
    return Arrays.stream(Guard.values())
        .filter(guard -> guard.label().equals(text))
        .findFirst()
        .orElseThrow(() ->
            new TypeConversionException(
                "\"%s\" is no guard: give one of %s".formatted(text, labels())));
  }

  private static String labels() {
    return Arrays.stream(Guard.values()).map(Guard::label).collect(Collectors.joining(", "));
  }
}
