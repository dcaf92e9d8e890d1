package io.incumbent.stores;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.flywaydb.core.Flyway;

/** A server with the database {@code incumbent}, prepared by the very files that an administrator runs. */
public final class AdministratorSetup {

    public static final String APPLICATION = "incumbent";
    public static final String OWNER = "incumbent_owner";

    private static final Path FOLDER = Path.of("deploy/postgresql");

    private final String url;

    private AdministratorSetup(PostgresServer server) {
        PostgresServer.execute(server.url(), "CREATE DATABASE incumbent");
        this.url = server.url("incumbent");
    }

    /** One role owns the tables, another uses them. */
    public static AdministratorSetup twoRoles(PostgresServer server) {
        var setup = new AdministratorSetup(server);
        setup.run("setup.sql", PostgresServer.USER);
        setup.migrate(OWNER);
        setup.run("grants.sql", OWNER);
        return setup;
    }

    /** One role for everything. */
    public static AdministratorSetup oneRole(PostgresServer server) {
        var setup = new AdministratorSetup(server);
        setup.run("setup-self.sql", PostgresServer.USER);
        setup.migrate(APPLICATION);
        return setup;
    }

    /** The database as the superuser sees it. */
    public String url() {
        return url;
    }

    /** What is in the url wins over the user that a pool or a test is set to. */
    public String urlOf(String role) {
        return url + "?user=" + role;
    }

    /** As somebody with that role does it, a second time, too. */
    public void run(String file, String role) {
        try (var connection = DriverManager.getConnection(urlOf(role));
                var statement = connection.createStatement()) {
            statement.execute(Files.readString(FOLDER.resolve(file)));
        } catch (SQLException e) {
            throw new IllegalStateException(file, e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Flyway flyway(String role) {
        return Flyway.configure()
                .dataSource(url, role, "")
                .table("incumbent_schema_history")
                .load();
    }

    private void migrate(String role) {
        flyway(role).migrate();
    }
}
