package trackline.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jline.utils.Signals;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import trackline.forward.TableMapping;
import trackline.intake.AddressPolicy;
import trackline.intake.Intake;
import trackline.local.Attached;
import trackline.local.Local;
import trackline.local.LocalOptions;

/** Runs all of Trackline on this machine until interrupted. */
@Command(
    name = "local",
    description =
        "Run all of Trackline on this machine until interrupted: the functions as they are on AWS,"
            + " over local engines, on loopback only.",
    footer = {
      "",
      "The keys are local-write, local-read and local-audit. Ctrl-C ends it.",
      "Example: trackline local --data data --fake-events 10000"
    })
final class LocalCommand implements Callable<Integer> {
  private static final Pattern HOST =
      Pattern.compile("[A-Za-z0-9._-]{1,253}|\\[[0-9A-Fa-f:.]{2,45}]");

  private final Screen screen;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "8080",
      description = "The port of the API and the page; 0 for any (default ${DEFAULT-VALUE}).")
  private int port;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "Keep all state in this folder, also for the next start; otherwise it goes at the end.")
  private @Nullable Path data;

  @Option(
      names = "--fake-events",
      paramLabel = "N",
      defaultValue = "0",
      description = "Send so many fake events at the start (default ${DEFAULT-VALUE}).")
  private int fakeEvents;

  @Option(
      names = "--days",
      paramLabel = "DAYS",
      defaultValue = "7",
      description =
          "With --fake-events: over how many UTC days, today included (default ${DEFAULT-VALUE}).")
  private int days;

  @Option(
      names = "--seed",
      paramLabel = "SEED",
      defaultValue = "1",
      description =
          "With --fake-events: the same seed makes the same events (default ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--plan",
      paramLabel = "FILE",
      defaultValue = "default",
      description = "Judge events by this tracking plan, a JSON file (default: the one built in).")
  private String plan = "default";

  @Option(
      names = "--search",
      description = "Copy events to an OpenSearch too; GET /local/endpoints says where it is.")
  private boolean search;

  @Option(
      names = "--audit",
      description =
          "Record every call to a table as CloudTrail does, and answer /v1/audit by the records.")
  private boolean audit;

  @Option(
      names = "--attach",
      paramLabel = "TABLE",
      description =
          "Take new items of this DynamoDB table as events too; may be given often. Make the table"
              + " at the endpoint that GET /local/endpoints names, before or after the start.")
  private List<String> attach = new ArrayList<>();

  @Option(
      names = "--enable-streams",
      description = "With --attach: turn the stream of such a table on where it is off.")
  private boolean enableStreams;

  @Option(
      names = "--all-changes",
      description = "With --attach: take changed and removed items too.")
  private boolean allChanges;

  @Option(
      names = "--table-mapping",
      paramLabel = "FILE",
      defaultValue = "default",
      description =
          "With --attach: which attributes become columns, a JSON file (default: the one built in).")
  private String tableMapping = "default";

  @Option(
      names = "--host",
      paramLabel = "NAME",
      description =
          "Answer by this name too, beside localhost, as an emulator (10.0.2.2) or a container"
              + " (host.docker.internal) asks; may be given often.")
  private List<String> hosts = new ArrayList<>();

  LocalCommand(Screen screen) {
    this.screen = screen;
  }

  @Override
  public Integer call() throws Exception {
    Options.port(port, spec);
    Options.atLeast(0, "--fake-events", fakeEvents, spec);
    Options.atLeast(1, "--days", days, spec);
    hosts.forEach(this::requireName);
    requireReadable(() -> Intake.load(plan, AddressPolicy.WHOLE));
    requireReadable(() -> TableMapping.load(tableMapping));
    if (fakeEvents > 0) {
      screen.remark(
          "Starting, and sending " + fakeEvents + " fake events over " + days + " days …");
    }
    Ending ending = new Ending();
    Local started;
    try {
      started = start();
    } catch (InterruptedException | RuntimeException e) {
      if (ending.isAskedFor()) {
        return ended();
      }
      throw e;
    }
    ending.interruptsNoMore();
    try (Local local = started) {
      screen.say("Trackline is ready at " + local.url());
      remarks(local).forEach(remark -> screen.remark(remark, 8));
      ending.await();
      screen.remark("");
    }
    return ended();
  }

  private int ended() {
    screen.remark(
        data == null
            ? "Trackline has ended; its data are gone."
            : "Trackline has ended; its data are in " + data.toAbsolutePath().normalize() + ".");
    return 0;
  }

  /**
   * Hears that somebody asks for the end, who has not met an error: the process ends with 0, so
   * that make tells of no failed recipe, and deletes the libraries that engines unpacked. A
   * terminal's Ctrl-C interrupts make as well, which then ends by that signal. A second signal
   * finds no handler, so that an end that hangs can be cut short.
   */
  private static final class Ending {
    private static final List<String> SIGNALS = List.of("INT", "TERM", "HUP");

    private final CountDownLatch asked = new CountDownLatch(1);
    private @Nullable Thread starting = Thread.currentThread();

    Ending() {
      SIGNALS.forEach(signal -> Signals.register(signal, this::ask));
    }

    private synchronized void ask() {
      SIGNALS.forEach(Signals::registerDefault);
      asked.countDown();
      if (starting != null) {
        starting.interrupt();
      }
    }

    /** The start is over, which a signal breaks off. */
    synchronized void interruptsNoMore() {
      starting = null;
      boolean _ = Thread.interrupted();
    }

    boolean isAskedFor() {
      return asked.getCount() == 0;
    }

    void await() throws InterruptedException {
      asked.await();
    }
  }

  private List<String> remarks(Local local) {
    String target =
        local.url().equals(Options.LOCAL) ? "" : " --url " + Hint.word(local.url().toString());
    return List.of(
        "  keys  local-write to send, local-read to read" + (audit ? ", local-audit to audit" : ""),
        "  data  "
            + (data == null
                ? "in a temporary folder until it ends; --data DIR keeps them"
                : data.toAbsolutePath().normalize()),
        "  next  open the page; "
            + (fakeEvents == 0 ? Hint.of("fake", target) + " sends events; " : "")
            + Hint.of("recent " + (fakeEvents == 0 ? "1" : "USER"), target)
            + " shows what a user did",
        "  Ctrl-C ends it.");
  }

  private void requireReadable(Supplier<?> load) {
    try {
      Object _ = load.get();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  /** As it stands in an address, without a port. */
  private void requireName(String host) {
    if (!HOST.matcher(host).matches()) {
      throw new ParameterException(
          spec.commandLine(),
          "--host takes a name or an address without a port, such as host.docker.internal");
    }
  }

  private Attached attached() {
    return new Attached(attach, enableStreams, allChanges, tableMapping);
  }

  private Local start() throws CommandFailure, InterruptedException {
    try {
      return Local.start(
          new LocalOptions(
              port, data, fakeEvents, days, seed, plan, search, audit, attached(), hosts));
    } catch (IOException e) {
      throw new CommandFailure(e.getMessage() + ".", "Nothing was started.");
    }
  }
}
