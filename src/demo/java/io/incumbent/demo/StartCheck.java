package io.incumbent.demo;

/**
 * Checks options and ports. {@code make demo} runs this source file before it builds anything, so that nobody waits for
 * a build to read that a value is wrong. This class and those that it uses must therefore need nothing but the JDK.
 */
final class StartCheck {

    private StartCheck() {}

    public static void main(String[] args) {
        try {
            DemoPorts.requireFree(DemoOptions.from(System.getenv()));
        } catch (DemoException e) {
            System.err.println(e.words());
            System.exit(e.exitCode());
        }
    }
}
