package io.incumbent.coordinator;

import static org.awaitility.Awaitility.await;

import io.incumbent.stores.RedisServer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisPubSub;

/** Hears everything that is published on one channel of a Redis. */
public final class ChannelSubscriber extends JedisPubSub implements AutoCloseable {

    private static final String END = "that is all";

    private final RedisServer server;
    private final String channel;
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final CountDownLatch listening = new CountDownLatch(1);
    private final Thread thread;

    public ChannelSubscriber(RedisServer server, String channel) {
        this.server = server;
        this.channel = channel;
        this.thread = Thread.ofPlatform().daemon().start(() -> {
            try (var jedis = new Jedis("127.0.0.1", server.port())) {
                jedis.subscribe(this, channel);
            }
        });
        await().until(() -> listening.getCount() == 0);
    }

    @Override
    public void onSubscribe(String name, int channels) {
        listening.countDown();
    }

    @Override
    public void onMessage(String name, String message) {
        heard.add(message);
    }

    /** Redis keeps the order, so whatever was published before our own last word has been heard by then. */
    public List<String> heardUntilNow() {
        server.with(r -> r.publish(channel, END));
        await().until(() -> heard.contains(END));
        return heard.subList(0, heard.indexOf(END));
    }

    @Override
    public void close() {
        unsubscribe();
        try {
            thread.join(5_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
