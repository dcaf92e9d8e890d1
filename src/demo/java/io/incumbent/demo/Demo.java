package io.incumbent.demo;

import static io.incumbent.demo.TerminalOutput.seconds;

import io.incumbent.demo.TerminalOutput.Tone;
import io.incumbent.process.HttpReceiver;
import io.incumbent.process.HttpReceiver.Answer;
import io.incumbent.process.LeadershipClient;
import io.incumbent.stores.ProcessGroup;
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

    private final DemoOptions options;
    private final DemoProcesses processes;
    private final TerminalOutput output;
    private final LeadershipClient client = new LeadershipClient(ANSWER_LIMIT);
    private final DemoLoop loop;
    private final HttpReceiver target;
    private final SignalTraffic traffic;

    private Demo(DemoOptions options, DemoProcesses processes, TerminalOutput output) throws IOException {
        this.options = options;
        this.processes = processes;
        this.output = output;
        this.loop = new DemoLoop(processes, new LeadershipPoller(client), output);
        this.target = target();
        this.traffic = new SignalTraffic(processes, output, target);
    }

    /** Stands for the service that the signals are for: honours the idempotency key, and remembers what it got. */
    private static HttpReceiver target() throws IOException {
        var target = HttpReceiver.start(DemoPorts.TARGET);
        target.answer(request -> {
            if (request.header("idempotency-key").isEmpty()
                    || request.header("incumbent-term").isEmpty()) {
                return Answer.status(400);
            }
            target.process(request);
            return Answer.status(204);
        });
        return target;
    }

    public static void main(String[] args) {
        var output = TerminalOutput.ofTerminal(System.getenv());
        var endsItself = new AtomicBoolean();
        int code;
        try {
            code = run(output, endsItself);
        } catch (DemoException e) {
            output.line(Tone.BAD, e.words());
            code = e.exitCode();
        } catch (IOException e) {
            output.line(Tone.BAD, "The demo cannot go on: " + e.getMessage());
            code = DemoException.FAILED;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            code = DemoException.FAILED;
        }
        endsItself.set(true);
        System.exit(code);
    }

    private static int run(TerminalOutput output, AtomicBoolean endsItself)
            throws DemoException, IOException, InterruptedException {
        var options = DemoOptions.from(System.getenv());
        DemoPorts.requireFree(options);
        var jar = Path.of(System.getProperty("incumbent.jar", "target/quarkus-app/quarkus-run.jar"));
        if (!Files.isRegularFile(jar)) {
            throw new DemoException(DemoException.FAILED, "No product at %s: `make demo` builds it.".formatted(jar));
        }
        var logs = Path.of(System.getProperty("demo.logs", "target/demo-logs"));
        var processes = new DemoProcesses(
                options,
                jar.toAbsolutePath(),
                ProcessGroup.named("incumbent-demo"),
                new DemoLogs(logs.toAbsolutePath()));
        var demo = new Demo(options, processes, output);
        // the only way out: on exit, Ctrl-C, SIGTERM and a closed terminal alike
        Runtime.getRuntime().addShutdownHook(new Thread(() -> demo.end(endsItself.get()), "stop"));
        return demo.run();
    }

    private int run() throws DemoException, IOException, InterruptedException {
        output.line("Temporary files, removed at the end: " + processes.folder());
        output.line("Logs, kept until the next run:       " + processes.logs().folder());
        processes.open();
        output.line("Starting Redis on port %d ...".formatted(DemoPorts.REDIS));
        processes.startRedis();
        output.line("Starting PostgreSQL on port %d ...".formatted(DemoPorts.POSTGRES));
        processes.startPostgres();
        output.line("Starting %s, on %s ...".formatted(counted(processes.size()), ports(processes.size())));
        for (int number = 1; number <= processes.size(); number++) {
            loop.start(number);
        }
        awaitLeader();
        new Instructions(options, processes, output, client)
                .print(loop.tracker().leader());
        loop.namePidAndPortOfLeaders();
        traffic.start();
        follow(options.length().map(length -> Deadline.in(length, System.nanoTime())));
        traffic.close();
        boolean whole = delivered(options.ttl().plus(CLAIM_LEASE).plus(LAST_DELIVERY));
        return loop.tracker().broken() || !whole ? DemoException.FAILED : 0;
    }

    private boolean delivered(Duration patience) {
        if (traffic.whole(AT_ONCE)) {
            return true;
        }
        output.last("Waiting at most %s for %d accepted signals that are still to be delivered ..."
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
        while (!loop.complete() || loop.tracker().leader().isEmpty()) {
            loop.turn();
            var failed = loop.failedToStart();
            if (failed.isPresent()) {
                throw new DemoException(
                        DemoException.FAILED,
                        "Instance %d did not start. The end of its log:\n%s"
                                .formatted(
                                        failed.get(),
                                        processes.instance(failed.get()).logTail(20)));
            }
            if (limit.passed(System.nanoTime())) {
                throw new DemoException(
                        DemoException.FAILED,
                        "No instance leads after %s. The end of the log of instance 1:\n%s"
                                .formatted(
                                        seconds(START_LIMIT),
                                        processes.instance(1).logTail(20)));
            }
        }
    }

    private void follow(Optional<Deadline> end) throws IOException, InterruptedException {
        while (!output.unread()
                && end.filter(deadline -> deadline.passed(System.nanoTime())).isEmpty()) {
            loop.turn();
        }
    }

    /**
     * Runs once, when this program ends, and is the last to print.
     *
     * @param itself whether the program ends by itself, with an exit code of its own. If a signal ends it, that is the
     *     usual end and no failure: the exit code says only whether what was seen is right.
     */
    private void end(boolean itself) {
        output.mute();
        output.last("");
        traffic.close();
        if (!itself) {
            delivered(LAST_DELIVERY);
        }
        stop();
        if (!itself) {
            Runtime.getRuntime().halt(loop.tracker().broken() ? DemoException.FAILED : 0);
        }
    }

    private void stop() {
        new Summary(processes, output, client).print(loop.tracker(), traffic);
        try {
            processes.stop();
            target.close();
            client.close();
            DemoPorts.requireFree(options);
            output.last("Stopped: no process, no port and no temporary file is left.");
        } catch (IOException | DemoException e) {
            output.last("Something is left behind: " + e.getMessage());
        }
    }
}
