package io.incumbent.documentation;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * A curl command of a document, to be sent without curl.
 *
 * @param url of an instance on this machine, without scheme, as {@code localhost:8080/leader}
 * @param method empty if the command leaves it to curl
 * @param headers names and values in turn
 */
public record CurlCommand(String url, Optional<String> method, List<String> headers, Optional<String> body) {

    /** Those of a block of commands; none if it is another block. */
    public static List<CurlCommand> in(Document.Block block) {
        return !block.language().equals("sh")
                ? List.of()
                : ShellCommands.of(block.text()).stream()
                        .filter(words -> words.getFirst().equals("curl"))
                        .map(words -> parse(words.subList(1, words.size()).iterator()))
                        .toList();
    }

    private static CurlCommand parse(Iterator<String> words) {
        var urls = new ArrayList<String>();
        var headers = new ArrayList<String>();
        Optional<String> method = Optional.empty();
        Optional<String> body = Optional.empty();
        while (words.hasNext()) {
            var word = words.next();
            switch (word) {
                case "-s", "-si" -> {} // what curl prints
                case "-X" -> method = Optional.of(words.next());
                case "-d" -> body = Optional.of(words.next());
                case "-H" -> headers.addAll(List.of(words.next().split(": ", 2)));
                default -> urls.add(word);
            }
        }
        if (urls.size() != 1 || !urls.getFirst().startsWith("localhost:")) {
            throw new IllegalArgumentException("not one address of this machine: " + urls);
        }
        return new CurlCommand(urls.getFirst(), method, List.copyOf(headers), body);
    }

    /**
     * The request that curl would send.
     *
     * @param address where the port of a document is really served
     */
    public HttpRequest request(IntFunction<URI> address) {
        var slash = url.indexOf('/');
        int port = Integer.parseInt(url.substring("localhost:".length(), slash));
        var request = HttpRequest.newBuilder(address.apply(port).resolve(url.substring(slash)));
        if (body.isPresent() && !headers.contains("Content-Type")) {
            request.header("Content-Type", "application/x-www-form-urlencoded");
        }
        if (!headers.isEmpty()) {
            request.headers(headers.toArray(String[]::new));
        }
        return request.method(
                        method.orElse(body.isPresent() ? "POST" : "GET"),
                        body.map(BodyPublishers::ofString).orElse(BodyPublishers.noBody()))
                .build();
    }
}
