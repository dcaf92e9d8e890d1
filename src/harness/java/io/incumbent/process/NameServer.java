package io.incumbent.process;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;

/**
 * A real name server on UDP, for processes that are started {@link #inItsOwnView}: it answers A questions for the names that
 * it was given, can move a name to another address, and can be silent. To anything else it answers that there is nothing.
 */
final class NameServer implements AutoCloseable {

    /** Of each record; a resolver that kept an address for longer would not have heard of it from here. */
    private static final int TTL_SECONDS = 5;

    private static final int PORT = 53;
    private static final int LARGEST_QUESTION = 512;
    private static final int TYPE_A = 1;
    private static final int CLASS_IN = 1;
    private static final int HEADER = 12;

    /** Answer, recursion desired and available; and with no such name. */
    private static final int ANSWER = 0x8180;

    private static final int NO_SUCH_NAME = 0x8183;

    /** A pointer to the name in the question. */
    private static final int SAME_NAME = 0xC00C;

    private final DatagramSocket socket;
    private final Map<String, InetAddress> addresses = new ConcurrentHashMap<>();
    private final List<Question> questions = new CopyOnWriteArrayList<>();
    private volatile boolean silent;

    /**
     * One question, however often it was repeated.
     *
     * @param client and the number that it gave to its question: the same in a repetition
     * @param answered whether it was, at last
     */
    private record Question(String name, String client, long at, boolean answered) {}

    /** @param end where the question ends; what follows are options, which need no answer */
    private record Asked(int id, String name, int type, int end) {}

    private NameServer(DatagramSocket socket) {
        this.socket = socket;
        Thread.ofPlatform().name("name-server").daemon().start(this::serve);
    }

    /** On the port that resolvers ask, which only root may open; empty where this user may not. */
    static Optional<NameServer> start(String address) {
        try {
            return Optional.of(new NameServer(new DatagramSocket(new InetSocketAddress(address, PORT))));
        } catch (IOException notAllowed) {
            return Optional.empty();
        }
    }

    /** Whether a process here can have a resolv.conf of its own: needs Linux, and root or what amounts to it. */
    static boolean viewsAreAllowed() {
        try {
            return new ProcessBuilder("unshare", "--mount", "mount", "--bind", "/etc/hosts", "/etc/resolv.conf")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException notThere) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** What a command must begin with, so that this is the only name server that it knows; all else is as usual. */
    List<String> inItsOwnView(Path folder) throws IOException {
        var file = Files.writeString(
                folder.resolve("resolv.conf"),
                "nameserver " + socket.getLocalAddress().getHostAddress() + "\n");
        return List.of(
                "unshare",
                "--mount",
                "/bin/sh",
                "-c",
                "mount --bind \"$0\" /etc/resolv.conf && exec \"$@\"",
                file.toString());
    }

    /** From now on the name has this address, and no other. */
    void name(String name, String address) {
        try {
            addresses.put(name, InetAddress.getByName(address));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** While it is silent it takes questions in and answers none. */
    void silent(boolean on) {
        silent = on;
    }

    /** How many questions for the address of this name were not answered. */
    long unanswered(String name) {
        return questions.stream()
                .filter(it -> it.name().equals(name) && !it.answered())
                .count();
    }

    /** The shortest time between two questions for the address of this name; empty before the second. */
    Optional<Duration> shortestPause(String name) {
        var times = questions.stream()
                .filter(it -> it.name().equals(name))
                .mapToLong(Question::at)
                .toArray();
        return IntStream.range(1, times.length)
                .mapToObj(i -> Duration.ofNanos(times[i] - times[i - 1]))
                .min(Duration::compareTo);
    }

    @Override
    public void close() {
        socket.close();
    }

    private void serve() {
        var packet = new DatagramPacket(new byte[LARGEST_QUESTION], LARGEST_QUESTION);
        while (!socket.isClosed()) {
            try {
                socket.receive(packet);
                answer(packet);
            } catch (IOException closed) {
                // seen by the loop, unless a client was gone before its answer
            }
        }
    }

    private void answer(DatagramPacket packet) throws IOException {
        var asked = read(ByteBuffer.wrap(packet.getData(), 0, packet.getLength()));
        boolean quiet = silent;
        if (asked.type() == TYPE_A) {
            remember(asked, packet.getSocketAddress() + "#" + asked.id(), !quiet);
        }
        if (!quiet) {
            var answer = answer(asked, packet.getData());
            socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
        }
    }

    private void remember(Asked asked, String client, boolean answered) {
        var before = questions.stream().filter(it -> it.client().equals(client)).findFirst();
        questions.removeAll(before.stream().toList());
        questions.add(
                new Question(asked.name(), client, before.map(Question::at).orElseGet(System::nanoTime), answered));
    }

    private static Asked read(ByteBuffer question) {
        int id = question.getShort(0);
        question.position(HEADER);
        var name = new StringJoiner(".");
        for (int length = question.get(); length > 0; length = question.get()) {
            var label = new byte[length];
            question.get(label);
            name.add(new String(label, StandardCharsets.US_ASCII).toLowerCase(Locale.ROOT));
        }
        int type = question.getShort();
        question.getShort(); // the class, always that of the internet
        return new Asked(id, name.toString(), type, question.position());
    }

    /** The question again, and what is known. */
    private byte[] answer(Asked asked, byte[] question) throws IOException {
        var known = Optional.ofNullable(addresses.get(asked.name()));
        var address = known.filter(_ -> asked.type() == TYPE_A);
        var bytes = new ByteArrayOutputStream();
        var out = new DataOutputStream(bytes);
        out.writeShort(asked.id());
        out.writeShort(known.isPresent() ? ANSWER : NO_SUCH_NAME);
        out.writeShort(1);
        out.writeShort(address.isPresent() ? 1 : 0);
        out.writeInt(0);
        out.write(question, HEADER, asked.end() - HEADER);
        if (address.isPresent()) {
            out.writeShort(SAME_NAME);
            out.writeShort(TYPE_A);
            out.writeShort(CLASS_IN);
            out.writeInt(TTL_SECONDS);
            out.writeShort(address.get().getAddress().length);
            out.write(address.get().getAddress());
        }
        return bytes.toByteArray();
    }
}
