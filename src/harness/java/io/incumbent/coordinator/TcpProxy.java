package io.incumbent.coordinator;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;

/** A port that leads to another, and that can take everything in and hand nothing on, as a lost network does. */
public final class TcpProxy implements AutoCloseable {

    private final ServerSocket entry;
    private final IntSupplier target;
    private final List<Socket> ends = new CopyOnWriteArrayList<>();
    private final AtomicInteger swallowed = new AtomicInteger();
    private volatile boolean swallowing;
    private volatile Duration lateBy = Duration.ZERO;

    public TcpProxy(int target) {
        this(() -> target);
    }

    /** @param target asked for each new connection; 0, which nobody listens on, refuses it */
    public TcpProxy(IntSupplier target) {
        this(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), target);
    }

    /** @param entry the address and port by which it is reached; on Linux any that begins with 127 is of this machine */
    public TcpProxy(InetSocketAddress entry, int target) {
        this(entry, () -> target);
    }

    private TcpProxy(InetSocketAddress address, IntSupplier target) {
        this.target = target;
        try {
            this.entry = new ServerSocket();
            entry.setReuseAddress(true);
            entry.bind(address, 50);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofPlatform().daemon().start(this::accept);
    }

    public int port() {
        return entry.getLocalPort();
    }

    /** From now on what arrives disappears; connections that it happened to stay dumb for ever. */
    public void swallow(boolean on) {
        swallowing = on;
    }

    /** From now on each answer arrives later by that much; requests do not. */
    public void answersLate(Duration by) {
        lateBy = by;
    }

    /** Connections that have become dumb. */
    public int swallowed() {
        return swallowed.get();
    }

    @Override
    public void close() {
        close(entry);
        ends.forEach(TcpProxy::close);
    }

    private void accept() {
        try {
            while (true) {
                var near = entry.accept();
                ends.add(near);
                try {
                    var far = new Socket(InetAddress.getLoopbackAddress(), target.getAsInt());
                    ends.add(far);
                    Thread.ofVirtual().start(() -> carry(near, far, false));
                    Thread.ofVirtual().start(() -> carry(far, near, true));
                } catch (IOException refused) {
                    close(near);
                }
            }
        } catch (IOException closed) {
            // the end of this wire
        }
    }

    private void carry(Socket from, Socket to, boolean answers) {
        try (from;
                to;
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            var buffer = new byte[8_192];
            boolean dumb = false;
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                if (swallowing && !dumb) {
                    dumb = true;
                    swallowed.incrementAndGet();
                }
                if (answers && lateBy.isPositive()) {
                    Thread.sleep(lateBy); // no condition to wait for: the latency itself is the fault
                }
                if (!dumb) {
                    out.write(buffer, 0, n);
                }
            }
        } catch (IOException cut) {
            // the other side will see it, too
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void close(AutoCloseable end) {
        try {
            end.close();
        } catch (Exception alreadyClosed) {
            // which is what was wanted
        }
    }
}
