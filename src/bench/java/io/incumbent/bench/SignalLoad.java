package io.incumbent.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import java.util.UUID;
import org.HdrHistogram.Histogram;

/**
 * Senders that each wait for an answer before they send the next signal, all on one thread, so that they take little of
 * what the instance and its database share with them.
 */
final class SignalLoad {

    private static final String BODY = "{\"order\":\"A-4711\",\"padding\":\"%s\"}".formatted("x".repeat(170));

    private final InetSocketAddress to;
    private final Optional<Signer> signer;
    private final String run = UUID.randomUUID().toString();
    private final Histogram micros = new Histogram(3);
    private long sent;
    private long accepted;

    /** @param signer empty if signals are not signed */
    SignalLoad(int port, Optional<Signer> signer) {
        this.to = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        this.signer = signer;
    }

    /** Signs as senders of Standard Webhooks do. */
    @FunctionalInterface
    interface Signer {
        String signature(String id, long timestamp, String body);
    }

    /** What came of it. */
    record Result(double perSecond, Histogram micros, long accepted) {}

    Result run(int connections, int seconds) throws IOException {
        micros.reset();
        accepted = 0;
        long begin = System.nanoTime();
        long end = begin + seconds * 1_000_000_000L;
        try (var selector = Selector.open()) {
            for (int i = 0; i < connections; i++) {
                var channel = SocketChannel.open(to);
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                channel.configureBlocking(false);
                var sender = new Sender(channel);
                channel.register(selector, SelectionKey.OP_READ, sender);
                sender.send();
            }
            int open = connections;
            while (open > 0) {
                selector.select(10_000);
                for (var key : selector.selectedKeys()) {
                    var sender = (Sender) key.attachment();
                    if (sender.answered() && !sender.sendUntil(end)) {
                        open--;
                    }
                }
                selector.selectedKeys().clear();
            }
        }
        double seconded = (System.nanoTime() - begin) / 1e9;
        return new Result(accepted / seconded, micros.copy(), accepted);
    }

    private final class Sender {

        private final SocketChannel channel;
        private final ByteBuffer answer = ByteBuffer.allocate(4096);
        private long sentAt;

        Sender(SocketChannel channel) {
            this.channel = channel;
        }

        /** @return false if the time is over, and the connection closed */
        boolean sendUntil(long end) throws IOException {
            if (System.nanoTime() - end < 0) {
                send();
                return true;
            }
            channel.close();
            return false;
        }

        void send() throws IOException {
            var id = run + "-" + ++sent;
            var head = new StringBuilder(400)
                    .append(
                            "POST /signals?source=bench HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                                    + "Content-Length: ")
                    .append(BODY.length())
                    .append("\r\nwebhook-id: ")
                    .append(id);
            if (signer.isPresent()) {
                long now = System.currentTimeMillis() / 1000;
                head.append("\r\nwebhook-timestamp: ")
                        .append(now)
                        .append("\r\nwebhook-signature: ")
                        .append(signer.get().signature(id, now, BODY));
            }
            var request = ByteBuffer.wrap(
                    head.append("\r\n\r\n").append(BODY).toString().getBytes(US_ASCII));
            sentAt = System.nanoTime();
            while (request.hasRemaining()) {
                channel.write(request);
            }
        }

        /** @return whether the whole answer has come */
        boolean answered() throws IOException {
            if (channel.read(answer) < 0) {
                throw new EOFException("the instance hung up");
            }
            var text = new String(answer.array(), 0, answer.position(), US_ASCII);
            int body = text.indexOf("\r\n\r\n") + 4;
            if (body < 4 || text.length() < body + length(text)) {
                return false;
            }
            micros.recordValue((System.nanoTime() - sentAt) / 1000);
            if (text.startsWith("HTTP/1.1 200") && text.startsWith("{\"status\":\"accepted\"", body)) {
                accepted++;
            }
            answer.clear();
            return true;
        }

        private static int length(String text) {
            int at = text.indexOf("ontent-");
            while (!text.regionMatches(true, at, "ontent-length: ", 0, 15)) {
                at = text.indexOf("ontent-", at + 1);
            }
            return Integer.parseInt(text.substring(at + 15, text.indexOf('\r', at)));
        }
    }
}
