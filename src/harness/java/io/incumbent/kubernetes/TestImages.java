package io.incumbent.kubernetes;

import java.util.List;
import java.util.Optional;

/**
 * The images of the tests, by name and tag; they are on the nodes already, or can be pulled.
 *
 * @param product the JVM image of the product, environment INCUMBENT_IMAGE
 * @param postgres PostgreSQL with the environment variables of the official image, environment POSTGRES_IMAGE
 * @param redis an image with redis-server, environment REDIS_IMAGE
 */
public record TestImages(String product, String postgres, String redis) {

    public static TestImages ofEnvironment() {
        return new TestImages(
                image("INCUMBENT_IMAGE", "incumbent:jvm"),
                image("POSTGRES_IMAGE", "localhost/postgres:latest"),
                image("REDIS_IMAGE", "localhost/redis:latest"));
    }

    /** The product's image, as arguments of helm. */
    public List<String> values() {
        int colon = product.lastIndexOf(':');
        return List.of(
                "--set",
                "image.repository=" + product.substring(0, colon),
                "--set",
                "image.tag=" + product.substring(colon + 1));
    }

    private static String image(String variable, String otherwise) {
        return Optional.ofNullable(System.getenv(variable))
                .filter(value -> !value.isBlank())
                .orElse(otherwise);
    }
}
