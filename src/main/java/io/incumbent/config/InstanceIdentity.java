package io.incumbent.config;

import java.util.HexFormat;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * The identity of this process. Its id is {@code <name>-<8 random hex>}, fresh at every start. Another process may have drawn
 * the same id, so the id may change until it is {@link #registered}; whoever writes it down or acts under it must wait for
 * that, and must ask for it late.
 */
public final class InstanceIdentity {

    private final String group;
    private final String name;
    private final String hostname;
    private final String version;
    private final String nonce;
    private final RandomGenerator chance;
    private volatile String instance;
    private volatile boolean registered;

    /**
     * Draws the first id.
     *
     * @param group name of the election that it takes part in
     * @param name the first part of its id, not unique
     * @param hostname the machine or pod that it runs on
     * @param version of the product
     * @param nonce tells this process from others that draw the same id
     */
    public InstanceIdentity(
            String group, String name, String hostname, String version, String nonce, RandomGenerator chance) {
        this.group = group;
        this.name = name;
        this.hostname = hostname;
        this.version = version;
        this.nonce = nonce;
        this.chance = chance;
        this.instance = draw();
    }

    /** With an id that is known to be this process's own, so that it counts as registered. */
    public InstanceIdentity(String group, String instance, String hostname, String version) {
        this(group, instance, hostname, version, UUID.randomUUID().toString(), RandomGenerator.getDefault());
        this.instance = instance;
        this.registered = true;
    }

    /** Draws another id, since another process has registered the present one. */
    public void drawAgain() {
        if (registered) {
            throw new IllegalStateException("the id " + instance + " is registered and must not change");
        }
        instance = draw();
    }

    /** From now on the id is final. */
    public void becomesFinal() {
        registered = true;
    }

    public boolean registered() {
        return registered;
    }

    public String group() {
        return group;
    }

    /** The id, final once this is {@link #registered}. */
    public String instance() {
        return instance;
    }

    public String name() {
        return name;
    }

    public String hostname() {
        return hostname;
    }

    public String version() {
        return version;
    }

    public String nonce() {
        return nonce;
    }

    private String draw() {
        return name + "-" + HexFormat.of().toHexDigits(chance.nextInt());
    }
}
