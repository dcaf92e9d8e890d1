package io.incumbent.api.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import io.incumbent.stores.NeedsServers;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.Method;
import io.restassured.response.ValidatableResponse;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@TestProfile(NoStoresProfile.class)
@NeedsServers
class ProblemTest {

    @TestHTTPResource
    URI server;

    @TestHTTPResource(management = true)
    URI management;

    static Stream<Arguments> wrongMethods() {
        return Stream.of("/leader", "/follower", "/leadership", "/leadership/history", "/instances")
                .flatMap(path -> Stream.of(Method.POST, Method.PUT, Method.DELETE, Method.PATCH)
                        .map(method -> Arguments.of(method, path)));
    }

    @ParameterizedTest
    @MethodSource("wrongMethods")
    void aWrongMethodIsToldTheRightOnes(Method method, String path) {
        var allow = problem(given().request(method, path).then(), 405).extract().header("Allow");

        assertThat(allow).isNotNull();
        assertThat(Arrays.stream(allow.split(",")).map(String::strip)).containsExactly("GET", "HEAD", "OPTIONS");
    }

    @ParameterizedTest
    @CsvSource({
        "DELETE, /signals/019aa5d0-7c1e-7d3a-9f00-3b1c0d5e6f70, 'GET,HEAD,OPTIONS'",
        "GET, /signals/019aa5d0-7c1e-7d3a-9f00-3b1c0d5e6f70/retry, 'OPTIONS,POST'",
        "PUT, /signals/019aa5d0-7c1e-7d3a-9f00-3b1c0d5e6f70/complete, 'OPTIONS,POST'"
    })
    void aWrongMethodOnASignalIsToldTheRightOnesToo(Method method, String path, String right) {
        var allow = problem(given().request(method, path).then(), 405).extract().header("Allow");

        assertThat(allow.replace(" ", "")).isEqualTo(right);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/nothing",
                "/leaders",
                "/leadership/nothing",
                "/leader/nothing",
                "/instances/web-0",
                "/q/nothing",
                "/index.html",
                "/leadership/history/1"
            })
    void anUnknownPathIsAProblem(String path) {
        problem(given().get(path).then(), 404).body("detail", containsString("/q/openapi"));
    }

    @Test
    void aBrowserGetsNoErrorPageEither() {
        problem(given().header("Accept", "text/html").get("/nothing").then(), 404)
                .body(not(containsString("<")));
    }

    @Test
    void noResourceIsListed() {
        problem(given().get("/nothing").then(), 404).body(not(containsString("instances")));
    }

    @Test
    void anUnknownPathOnTheManagementPortIsAProblemToo() {
        problem(given().get(management.resolve("/nothing")).then(), 404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/html", "application/xml", "text/plain;q=0.9, image/png"})
    void whatCannotBeOfferedIsRefused(String accept) {
        problem(given().header("Accept", accept).get("/leadership").then(), 406);
    }

    @ParameterizedTest
    @ValueSource(strings = {"banana", "///", ",,,", ";q=1", "application/json;q=banana", "text/html, banana"})
    void anUnreadableAcceptIsNoFaultOfTheServer(String accept) {
        var status = given().header("Accept", accept).get("/leadership").statusCode();

        assertThat(status).isIn(200, 400, 406);
    }

    /** The server itself refuses these, before anything of ours is asked: without a body, but without a page too. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /%zz HTTP/1.1",
                "GET /leadership/history?limit=%zz HTTP/1.1",
                "banana",
                "GET /leader HTTP/banana",
                "GET /l\u0001 HTTP/1.1"
            })
    void whatIsNotHttpIsRefusedWithoutABody(String requestLine) throws IOException {
        assertThat(raw(requestLine)).startsWith("HTTP/1.").contains(" 400 ").endsWith("content-length: 0\r\n\r\n");
    }

    @Test
    void aPathThatIsTooLongIsRefused() throws IOException {
        assertThat(raw("GET /" + "a".repeat(5000) + " HTTP/1.1"))
                .contains(" 414 ")
                .doesNotContain("<html");
    }

    private static ValidatableResponse problem(ValidatableResponse response, int status) {
        return response.statusCode(status)
                .contentType(equalTo(Problem.MEDIA_TYPE))
                .header("Cache-Control", "no-store")
                .body("status", equalTo(status))
                .body("type", equalTo("about:blank"));
    }

    private String raw(String requestLine) throws IOException {
        try (var socket = new Socket(server.getHost(), server.getPort())) {
            socket.setSoTimeout(5_000);
            var request = requestLine + "\r\nHost: localhost\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
