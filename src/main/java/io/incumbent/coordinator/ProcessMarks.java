package io.incumbent.coordinator;

import io.incumbent.auth.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/**
 * What differs from one process to the next without any random number: a machine that was copied with the state of its random
 * generator draws the same numbers as the original.
 *
 * @param pid its number on its machine or in its container, where it is often 1
 * @param bootId of the machine's start; empty where the system has none
 * @param started when the process was started, and at what reading of its counting clock this was asked
 */
record ProcessMarks(long pid, String bootId, String started) {

    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");
    private static final int RANDOM_BYTES = 16;

    static ProcessMarks current() {
        var process = ProcessHandle.current();
        var started = process.info().startInstant().map(Object::toString).orElse("");
        return new ProcessMarks(process.pid(), readBootId(), started + " " + System.nanoTime());
    }

    /** Another one at each call. */
    String nonce(RandomGenerator chance) {
        var random = new byte[RANDOM_BYTES];
        chance.nextBytes(random);
        var mixed = HexFormat.of().formatHex(random) + "/" + pid + "/" + bootId + "/" + started;
        return HexFormat.of().formatHex(Sha256.of(mixed.getBytes(StandardCharsets.UTF_8)));
    }

    private static String readBootId() {
        try {
            return Files.readString(BOOT_ID).strip();
        } catch (IOException e) {
            return ""; // not Linux
        }
    }
}
