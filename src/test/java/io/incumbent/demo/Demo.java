package io.incumbent.demo;

import static io.incumbent.demo.TerminalOutput.seconds;

import io.incumbent.demo.TerminalOutput.Tone;
import io.incumbent.process.LeadershipClient;
import io.incumbent.process.ProcessGroup;
import io.incumbent.time.Deadline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** Starts everything, shows who leads, follows what happens, and leaves nothing behind. */
public final class Demo {

    private static final Duration START_LIMIT = Duration.ofSeconds(90);
    private static final Duration ANSWER_LIMIT = Duration.ofMillis(500);
    private static final Duration AT_ONCE = Duration.ofMillis(500);
    private static final Duration LAST_DELIVERY = Duration.ofSeconds(5);
    /** The product's default: a signal that a killed leader was about to deliver waits for so long. */
    private static final Duration CLAIM_LEASE = Duration.ofSeconds(15);

    private final DemoOptions settings;
    private final DemoProcesses stage;
    private final TerminalOutput screen;
    private final LeadershipClient client = new LeadershipClient(ANSWER_LIMIT);
    private final DemoLoop watch;
    private final Target target;
    private final SignalTraffic traffic;

    private Demo(DemoOptions settings, DemoProcesses stage, TerminalOutput screen) throws IOException {
        this.settings = settings;
        this.stage = stage;
        this.screen = screen;
        this.watch = new DemoLoop(stage, new LeadershipPoller(client), screen);
        this.target = new Target();
        this.traffic = new SignalTraffic(stage, screen, target);
    }

    public static void main(String[] args) {
        var screen = TerminalOutput.ofTerminal(System.getenv());
        var endsItself = new AtomicBoolean();
        int code;
        try {
            code = run(screen, endsItself);
        } catch (DemoException e) {
            screen.line(Tone.BAD, e.words());
            code = e.exitCode();
        } catch (IOException e) {
            screen.line(Tone.BAD, "The demo cannot go on: " + e.getMessage());
            code = DemoException.FAILED;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            code = DemoException.FAILED;
        }
        endsItself.set(true);
        System.exit(code);
    }

    private static int run(TerminalOutput screen, AtomicBoolean endsItself)
            throws DemoException, IOException, InterruptedException {
        var settings = DemoOptions.from(System.getenv());
        DemoPorts.requireFree(settings);
        var jar = Path.of(System.getProperty("incumbent.jar", "target/quarkus-app/quarkus-run.jar"));
        if (!Files.isRegularFile(jar)) {
            throw new DemoException(DemoException.FAILED, "No product at %s: `make demo` builds it.".formatted(jar));
        }
        var logs = Path.of(System.getProperty("demo.logs", "target/demo-logs"));
        var stage = new DemoProcesses(
                settings,
                jar.toAbsolutePath(),
                ProcessGroup.named("incumbent-demo"),
                new DemoLogs(logs.toAbsolutePath()));
        var demo = new Demo(settings, stage, screen);
        // the only way out: on exit, Ctrl-C, SIGTERM and a closed terminal alike
        Runtime.getRuntime().addShutdownHook(new Thread(() -> demo.end(endsItself.get()), "stop"));
        return demo.run();
    }

    private int run() throws DemoException, IOException, InterruptedException {
        screen.line("Temporary files, removed at the end: " + stage.folder());
        screen.line("Logs, kept until the next run:       " + stage.logs().folder());
        stage.open();
        screen.line("Starting Redis on port %d ...".formatted(DemoPorts.REDIS));
        stage.startRedis();
        screen.line("Starting PostgreSQL on port %d ...".formatted(DemoPorts.POSTGRES));
        stage.startPostgres();
        screen.line("Starting %s, on %s ...".formatted(counted(stage.size()), ports(stage.size())));
        for (int number = 1; number <= stage.size(); number++) {
            watch.start(number);
        }
        awaitLeader();
        new Instructions(settings, stage, screen, client)
                .print(watch.chronicle().leader());
        watch.namePidAndPortOfLeaders();
        traffic.start();
        follow(settings.length().map(length -> Deadline.in(length, System.nanoTime())));
        traffic.close();
        boolean whole = delivered(settings.ttl().plus(CLAIM_LEASE).plus(LAST_DELIVERY));
        return watch.chronicle().broken() || !whole ? DemoException.FAILED : 0;
    }

    private boolean delivered(Duration patience) {
        if (traffic.whole(AT_ONCE)) {
            return true;
        }
        screen.last("Waiting at most %s for %d accepted signals that are still to be delivered ..."
                .formatted(seconds(patience), traffic.undelivered()));
        return traffic.whole(patience);
    }

    private static String counted(int instances) {
        return instances == 1 ? "1 instance" : instances + " instances";
    }

    private static String ports(int instances) {
        return instances == 1
                ? "port " + DemoPorts.http(1)
                : "ports %d to %d".formatted(DemoPorts.http(1), DemoPorts.http(instances));
    }

    private void awaitLeader() throws DemoException, IOException, InterruptedException {
        var limit = Deadline.in(START_LIMIT, System.nanoTime());
        while (!watch.complete() || watch.chronicle().leader().isEmpty()) {
            watch.turn();
            var failed = watch.failedToStart();
            if (failed.isPresent()) {
                throw new DemoException(
                        DemoException.FAILED,
                        "Instance %d did not start. The end of its log:\n%s"
                                .formatted(
                                        failed.get(),
                                        stage.instance(failed.get()).logTail(20)));
            }
            if (limit.passed(System.nanoTime())) {
                throw new DemoException(
                        DemoException.FAILED,
                        "No instance leads after %s. The end of the log of instance 1:\n%s"
                                .formatted(
                                        seconds(START_LIMIT), stage.instance(1).logTail(20)));
            }
        }
    }

    private void follow(Optional<Deadline> end) throws IOException, InterruptedException {
        while (!screen.unread()
                && end.filter(deadline -> deadline.passed(System.nanoTime())).isEmpty()) {
            watch.turn();
        }
    }

    /**
     * Runs once, when this program ends, and is the last to print.
     *
     * @param itself whether the program ends by itself, with an exit code of its own. If a signal ends it, that is the
     *     usual end and no failure: the exit code says only whether what was seen is right.
     */
    private void end(boolean itself) {
        screen.mute();
        screen.last("");
        traffic.close();
        if (!itself) {
            delivered(LAST_DELIVERY);
        }
        stop();
        if (!itself) {
            Runtime.getRuntime().halt(watch.chronicle().broken() ? DemoException.FAILED : 0);
        }
    }

    private void stop() {
        new Summary(stage, screen, client).print(watch.chronicle(), traffic);
        try {
            stage.stop();
            target.close();
            client.close();
            DemoPorts.requireFree(settings);
            screen.last("Stopped: no process, no port and no temporary file is left.");
        } catch (IOException | DemoException e) {
            screen.last("Something is left behind: " + e.getMessage());
        }
    }
}
