package io.incumbent.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** PostgreSQL's own load generator, wherever it is installed; the embedded server comes without it. */
record Pgbench(Path program) {

    private static final Path DEBIAN = Path.of("/usr/lib/postgresql");
    private static final Pattern RATE = Pattern.compile("tps = ([0-9.]+) \\(without");

    /** The newest of Debian's, else what the path has. */
    static Optional<Pgbench> find() throws IOException {
        var places = new ArrayList<Path>();
        if (Files.isDirectory(DEBIAN)) {
            try (var versions = Files.list(DEBIAN)) {
                versions.sorted(Comparator.reverseOrder())
                        .map(version -> version.resolve("bin"))
                        .forEach(places::add);
            }
        }
        Stream.of(Optional.ofNullable(System.getenv("PATH")).orElse("").split(":", -1))
                .map(Path::of)
                .forEach(places::add);
        return places.stream()
                .map(folder -> folder.resolve("pgbench"))
                .filter(Files::isExecutable)
                .map(Pgbench::new)
                .findFirst();
    }

    /** @return transactions per second */
    double run(String url, String user, int clients, int seconds, String script)
            throws IOException, InterruptedException {
        var to = URI.create(url.substring("jdbc:".length()));
        var file = Files.createTempFile("incumbent-pgbench", ".sql");
        try {
            Files.writeString(file, script);
            var command = List.of(
                    program.toString(),
                    "--no-vacuum",
                    "--protocol=prepared",
                    "--client=" + clients,
                    "--jobs=2",
                    "--time=" + seconds,
                    "--file=" + file,
                    "--host=" + to.getHost(),
                    "--port=" + to.getPort(),
                    "--username=" + user,
                    to.getPath().substring(1));
            var process = new ProcessBuilder(command).redirectErrorStream(true).start();
            var output = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            process.waitFor();
            var rate = RATE.matcher(output);
            if (!rate.find()) {
                throw new IOException("pgbench failed: " + output);
            }
            return Double.parseDouble(rate.group(1));
        } finally {
            Files.delete(file);
        }
    }
}
