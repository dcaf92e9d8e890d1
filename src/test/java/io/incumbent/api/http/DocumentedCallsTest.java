package io.incumbent.api.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.incumbent.api.intake.StubIntake;
import io.incumbent.api.queue.TestQueue;
import io.incumbent.api.status.TestHistoryAndInstances;
import io.incumbent.coordinator.TestLeadership;
import io.incumbent.documentation.CurlCommand;
import io.incumbent.documentation.Document;
import io.incumbent.election.Term;
import io.incumbent.intake.IntakeResult;
import io.incumbent.stores.NeedsServers;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The paths in the documents exist, and their curl commands are answered as the documents say. */
@NeedsServers
@QuarkusTest
@TestProfile(NoStoresProfile.class)
class DocumentedCallsTest {

    private static final UUID ID = UUID.fromString("019ab3d4-7c0e-7000-9f1c-3b0f5ad1c2e4");

    private static final Pattern CALL = Pattern.compile("(?:(GET|HEAD|POST) )?(/[a-z][a-z/{}]*)(?:\\?.*)?");
    private static final Pattern ANSWER = Pattern.compile("HTTP/1\\.1 (\\d{3}) .*?(?:\\n\\n(.*))?", Pattern.DOTALL);

    /** As the documents have it. */
    private static final int MANAGEMENT = 9000;

    private final HttpClient client = HttpClient.newHttpClient();

    @Inject
    TestLeadership leadership;

    @Inject
    TestHealth health;

    @Inject
    TestHistoryAndInstances history;

    @Inject
    TestQueue queue;

    @Inject
    StubIntake intake;

    @TestHTTPResource("/")
    URI main;

    @TestHTTPResource(management = true)
    URI management;

    /** @param body empty if the document does not show it */
    private record Expected(int status, Optional<String> body) {

        /** @param shown what follows a block of commands */
        static Expected in(Optional<Document.Block> shown) {
            return shown.flatMap(block -> switch (block.language()) {
                        case "json" -> Optional.of(new Expected(200, Optional.of(block.text())));
                        case "http" -> Optional.of(of(block.text().strip()));
                        default -> Optional.empty();
                    })
                    .orElse(new Expected(200, Optional.empty()));
        }

        private static Expected of(String answer) {
            var parts = ANSWER.matcher(answer);
            assertThat(parts.matches()).as(answer).isTrue();
            return new Expected(Integer.parseInt(parts.group(1)), Optional.ofNullable(parts.group(2)));
        }
    }

    @Test
    void everyCurlCommandIsAnsweredAsShown() throws Exception {
        int run = 0;
        for (var document : Document.all()) {
            var sent = new HashSet<String>();
            var blocks = document.blocks();
            for (int i = 0; i < blocks.size(); i++) {
                var commands = CurlCommand.in(blocks.get(i));
                for (var command : commands) {
                    boolean last = command.equals(commands.getLast());
                    var next = last && i + 1 < blocks.size()
                            ? Optional.of(blocks.get(i + 1))
                            : Optional.<Document.Block>empty();
                    answersAs(document.path() + ": " + command, command, Expected.in(next), sent);
                    run++;
                }
            }
        }
        assertThat(run).isGreaterThan(10);
    }

    /** The answer must have the status, and the members that the document shows. */
    private void answersAs(String what, CurlCommand command, Expected expected, Set<String> sent) throws Exception {
        prepare(expected, !sent.add(command.toString()));
        var response = send(command);

        assertThat(response.statusCode()).as(what).isEqualTo(expected.status());
        expected.body().ifPresent(body -> sameMembers(what, new JsonObject(body), new JsonObject(response.body())));
    }

    private void prepare(Expected expected, boolean repeated) {
        queue.works();
        history.works();
        health.databaseReady(expected.status() == 200);
        if (expected.status() == 200) {
            leadership.leads(7);
        } else {
            leadership.follows("web-1-77aa01fe", "web-1", 8);
        }
        intake.answers(
                repeated ? new IntakeResult.Duplicate(ID) : new IntakeResult.Accepted(ID, Optional.of(new Term(7))));
    }

    private HttpResponse<String> send(CurlCommand command) throws Exception {
        return client.send(command.request(port -> port == MANAGEMENT ? management : main), BodyHandlers.ofString());
    }

    private static void sameMembers(String at, @Nullable Object documented, @Nullable Object actual) {
        switch (documented) {
            case JsonObject shown
            when actual instanceof JsonObject object && !at.endsWith(".body") -> {
                assertThat(object.fieldNames()).as(at).isEqualTo(shown.fieldNames());
                shown.forEach(member ->
                        sameMembers(at + "." + member.getKey(), member.getValue(), object.getValue(member.getKey())));
            }
            case JsonArray shown
            when actual instanceof JsonArray array && !shown.isEmpty() ->
                sameMembers(at + "[0]", shown.getValue(0), array.getValue(0));
            case null, default -> {} // a value, which may be another each time
        }
    }

    @Test
    void everyPathIsServed() {
        var operations = operations();
        var paths = operations.stream().map(call -> call.replaceAll(".* ", "")).toList();

        assertThat(documented(Document.all()).filter(call -> !isServed(call, operations, paths)))
                .isEmpty();
    }

    private boolean isServed(String call, Set<String> operations, List<String> paths) {
        var path = call.replaceAll(".* ", "");
        if (path.startsWith("/q/")) {
            return Stream.of(main, management)
                    .anyMatch(at -> given().get(at.resolve(path)).statusCode() != 404);
        }
        return call.contains(" ")
                ? operations.contains(call)
                : paths.stream().anyMatch(known -> known.startsWith(path));
    }

    @Test
    void everyCallIsDocumented() {
        var http = Document.all().stream()
                .filter(document -> document.is("http.md"))
                .toList();
        var calls = operations();
        calls.removeIf(call -> call.startsWith("HEAD ") && !call.matches("HEAD /(leader|follower)"));

        assertThat(documented(http).toList()).containsAll(calls);
    }

    private static Stream<String> documented(List<Document> documents) {
        return documents.stream()
                .flatMap(document -> document.inlineCode().stream())
                .map(CALL::matcher)
                .filter(call -> call.matches())
                .map(call -> (call.group(1) == null ? "" : call.group(1) + " ") + call.group(2));
    }

    /** As {@code GET /leader}. */
    private static Set<String> operations() {
        var paths = new JsonObject(
                        given().queryParam("format", "json").get("/q/openapi").asString())
                .getJsonObject("paths");
        var operations = new TreeSet<String>();
        paths.forEach(path -> ((JsonObject) path.getValue())
                .fieldNames()
                .forEach(method -> operations.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey())));
        return operations;
    }
}
