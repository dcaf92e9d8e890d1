package io.incumbent.coordinator;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jboss.logmanager.formatters.PatternFormatter;

/** Hears what is logged in one category, as {@code LEVEL message}. */
public final class LogCapture extends Handler implements AutoCloseable {

    private final Logger logger;
    private final Formatter line = new PatternFormatter("%p %s");
    private final List<String> lines = new CopyOnWriteArrayList<>();

    public LogCapture(Class<?> about) {
        this(about.getName());
    }

    public LogCapture(String category) {
        logger = Logger.getLogger(category);
        logger.addHandler(this);
    }

    public List<String> lines() {
        return lines;
    }

    @Override
    public void publish(LogRecord entry) {
        lines.add(line.format(entry));
    }

    @Override
    public void flush() {
        // nothing is kept back
    }

    @Override
    public void close() {
        logger.removeHandler(this);
    }
}
