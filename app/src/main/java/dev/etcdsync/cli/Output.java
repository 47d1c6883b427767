package dev.etcdsync.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** How a command shows its answer. */
enum Output {
  TEXT,
  JSON;

  /** Reads the value of {@code --output}. */
  static final class Converter implements ITypeConverter<Output> {
    @Override
    public Output convert(String text) {
      return switch (text) {
        case "text" -> TEXT;
        case "json" -> JSON;
        default ->
            throw new TypeConversionException(
                "\"%s\" is no form of output: give text or json".formatted(text));
      };
    }
  }
}
