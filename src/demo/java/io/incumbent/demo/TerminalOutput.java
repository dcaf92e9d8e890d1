package io.incumbent.demo;

import java.io.Console;
import java.io.PrintStream;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Lines on the terminal. Colour only for a terminal, and only if the user has not asked for none. */
final class TerminalOutput {

    enum Tone {
        PLAIN(""),
        GOOD("\033[32m"),
        BAD("\033[31m"),
        WARN("\033[33m"),
        DIM("\033[2m"),
        BOLD("\033[1m");

        private final String begin;

        Tone(String begin) {
            this.begin = begin;
        }
    }

    private static final String END = "\033[0m";
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT);

    private final PrintStream out;
    private final boolean colour;
    private boolean over;

    TerminalOutput(PrintStream out, boolean colour) {
        this.out = out;
        this.colour = colour;
    }

    static TerminalOutput ofTerminal(Map<String, String> environment) {
        boolean terminal = Optional.ofNullable(System.console())
                .filter(Console::isTerminal)
                .isPresent();
        boolean wanted = environment.getOrDefault("NO_COLOR", "").isEmpty() && !"dumb".equals(environment.get("TERM"));
        return new TerminalOutput(System.out, terminal && wanted);
    }

    synchronized void line(Tone tone, String text) {
        if (!over) {
            out.println(toned(tone, text));
        }
    }

    void line(String text) {
        line(Tone.PLAIN, text);
    }

    /** Something that happened just now. */
    void event(Tone tone, int instance, String what) {
        event(tone, "instance " + instance + "  " + what);
    }

    void event(Tone tone, String what) {
        line(toned(Tone.DIM, LocalTime.now(ZoneId.systemDefault()).format(TIME)) + "  " + toned(tone, what));
    }

    /** From here on only {@link #last} prints: what the end of the demo causes would only confuse. */
    synchronized void mute() {
        over = true;
    }

    synchronized void last(String text) {
        out.println(text);
    }

    /** Whether the output is no longer read: the other end of a pipe is closed. */
    synchronized boolean unread() {
        return out.checkError();
    }

    static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
    }

    private String toned(Tone tone, String text) {
        return colour && tone != Tone.PLAIN ? tone.begin + text + END : text;
    }
}
