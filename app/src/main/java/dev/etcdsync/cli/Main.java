package dev.etcdsync.cli;

import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The program. */
public final class Main {
  private static final int HELP_WIDTH = 100;
  private static final int OPTION_WIDTH = 36;

  private Main() {}

  public static void main(String[] arguments) {
    Map<String, String> environment = System.getenv();
    Logs.set(environment);
    System.exit(commandLine(new Wiring(), environment).execute(arguments));
  }

  /**
   * @param program what the commands do
   * @param environment where settings are read from that no option gives
   */
  static CommandLine commandLine(Program program, Map<String, String> environment) {
    CommandSpec root = new RootCommand().spec();
    root.addSubcommand("run", new RunCommand(program, environment).spec());
    root.addSubcommand("status", new StatusCommand(program, environment).spec());
    root.addSubcommand("check", new CheckCommand(program, environment).spec());
    root.addSubcommand("heal", new HealCommand(program, environment).spec());
    root.addSubcommand("preflight", new PreflightCommand(program, environment).spec());
    root.addSubcommand("bootstrap", new BootstrapCommand(program, environment).spec());
    root.addSubcommand("confirm", new ConfirmCommand(program, environment).spec());
    root.addSubcommand("promote", new PromoteCommand(program, environment).spec());
    root.addSubcommand("gate", new GateCommand(program, environment).spec());
    root.addSubcommand("scope", new ScopeCommand(program, environment).spec());
    root.addSubcommand("surplus", new SurplusCommand(program, environment).spec());
    root.addSubcommand("version", new VersionCommand().spec());
    addHelp(root);
    BadInputHandler handler = new BadInputHandler();
    return new CommandLine(root)
        .setExpandAtFiles(false)
        .setUsageHelpWidth(HELP_WIDTH)
        .setUsageHelpLongOptionsMaxWidth(OPTION_WIDTH)
        .setParameterExceptionHandler(handler)
        .setExecutionExceptionHandler(handler);
  }

  private static void addHelp(CommandSpec command) {
    command.addOption(
        OptionSpec.builder("-h", "--help").usageHelp(true).description("Show this help.").build());
    command.subcommands().values().forEach(below -> addHelp(below.getCommandSpec()));
  }
}
