package io.incumbent.demo;

import static io.incumbent.demo.Screen.seconds;

import io.incumbent.cluster.LeadershipClient;
import io.incumbent.cluster.ProcessGuard;
import io.incumbent.demo.Screen.Tone;
import io.incumbent.time.Deadline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Starts everything, shows who leads, follows what happens, and leaves nothing behind. */
public final class Demo {

    private static final Duration START_LIMIT = Duration.ofSeconds(90);
    private static final Duration ANSWER_LIMIT = Duration.ofMillis(500);

    private final Settings settings;
    private final Stage stage;
    private final Screen screen;
    private final LeadershipClient client = new LeadershipClient(ANSWER_LIMIT);
    private final Watch watch;
    private final Target target;
    private final Traffic traffic;

    private Demo(Settings settings, Stage stage, Screen screen) throws IOException {
        this.settings = settings;
        this.stage = stage;
        this.screen = screen;
        this.watch = new Watch(stage, new Lookout(client), screen);
        this.target = new Target();
        this.traffic = new Traffic(stage, screen, target);
    }

    public static void main(String[] args) {
        var screen = Screen.ofTerminal(System.getenv());
        int code;
        try {
            code = run(screen);
        } catch (Trouble e) {
            screen.line(Tone.BAD, e.words());
            code = e.exitCode();
        } catch (IOException e) {
            screen.line(Tone.BAD, "The demo could not go on: " + e.getMessage());
            code = Trouble.FAILED;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            code = Trouble.FAILED;
        }
        System.exit(code);
    }

    private static int run(Screen screen) throws Trouble, IOException, InterruptedException {
        var settings = Settings.from(System.getenv());
        var jar = Path.of(System.getProperty("incumbent.jar", "target/quarkus-app/quarkus-run.jar"));
        if (!Files.isRegularFile(jar)) {
            throw new Trouble(Trouble.FAILED, "No product at %s: `make demo` builds it.".formatted(jar));
        }
        Stage.requirePorts(settings);
        var stage = new Stage(settings, jar.toAbsolutePath(), ProcessGuard.named("incumbent-demo"));
        var demo = new Demo(settings, stage, screen);
        // the only way out: on exit, Ctrl-C, SIGTERM and a closed terminal alike
        Runtime.getRuntime().addShutdownHook(new Thread(demo::stop, "stop"));
        return demo.run();
    }

    private int run() throws Trouble, IOException, InterruptedException {
        screen.line("Starting PostgreSQL, Redis and %d instances; logs in %s".formatted(stage.size(), stage.folder()));
        stage.startStores();
        for (int number = 1; number <= stage.size(); number++) {
            watch.start(number);
        }
        awaitLeader();
        new Programme(settings, stage, screen, client).print();
        traffic.start();
        follow(settings.length().map(length -> Deadline.in(length, System.nanoTime())));
        traffic.close();
        return watch.chronicle().broken() || !traffic.whole() ? Trouble.FAILED : 0;
    }

    private void awaitLeader() throws Trouble, IOException, InterruptedException {
        var limit = Deadline.in(START_LIMIT, System.nanoTime());
        while (!watch.complete() || watch.chronicle().leader().isEmpty()) {
            watch.turn();
            var failed = watch.failedToStart();
            if (failed.isPresent()) {
                throw new Trouble(
                        Trouble.FAILED,
                        "instance %d did not start. It said last:\n%s"
                                .formatted(
                                        failed.get(),
                                        stage.instance(failed.get()).logTail(20)));
            }
            if (limit.passed(System.nanoTime())) {
                throw new Trouble(
                        Trouble.FAILED,
                        "Nobody leads after %s. Instance 1 said last:\n%s"
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

    /** Runs once, when this program ends, and is the last to print. */
    private void stop() {
        screen.mute();
        traffic.close();
        traffic.whole(); // what is under way may arrive
        new Epilogue(stage, screen, client).print(watch.chronicle(), traffic);
        try {
            stage.stop();
            target.close();
            client.close();
            Stage.requirePorts(settings);
            screen.last("Stopped. No process, port or folder is left.");
        } catch (IOException | Trouble e) {
            screen.last("Something is left behind: " + e.getMessage());
        }
    }
}
