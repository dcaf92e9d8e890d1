package io.incumbent.database.schema;

import java.util.List;
import java.util.stream.Stream;

/** The parts of the schema that the code uses. A test compares them with the result of the migrations. */
final class ExpectedSchema {

    /** The version of the newest migration. */
    static final int VERSION = 2;

    /** A table or view, a column, its type by any name that PostgreSQL reads; no type has a modifier, such as a length. */
    record Column(String table, String name, String type) {}

    /** Privileges that the user must have. */
    record Right(String table, String privileges) {}

    static final List<Column> COLUMNS = columns("""
            database_identity  id                 uuid
            database_identity  only_row           boolean
            deliveries         arrival            bigint
            deliveries         attempt            integer
            deliveries         claimed_at         timestamp with time zone
            deliveries         claimed_by         text
            deliveries         claimed_term       bigint
            deliveries         detail             text
            deliveries         due_at             timestamp with time zone
            deliveries         finished_at        timestamp with time zone
            deliveries         group_name         text
            deliveries         held               boolean
            deliveries         ordering_key       text
            deliveries         past               jsonb
            deliveries         signal             uuid
            deliveries         source             text
            deliveries         status             text
            instance_metadata  address            text
            instance_metadata  candidacy          text
            instance_metadata  connections_max    integer
            instance_metadata  group_name         text
            instance_metadata  heartbeat          interval
            instance_metadata  hostname           text
            instance_metadata  instance           text
            instance_metadata  last_heartbeat_at  timestamp with time zone
            instance_metadata  margin             interval
            instance_metadata  name               text
            instance_metadata  nonce              text
            instance_metadata  released_bid       bigint
            instance_metadata  stale_after        interval
            instance_metadata  started_at         timestamp with time zone
            instance_metadata  ttl                interval
            instance_metadata  version            text
            instances          address            text
            instances          candidacy          text
            instances          connections_max    integer
            instances          group_name         text
            instances          heartbeat          interval
            instances          held_term          bigint
            instances          hostname           text
            instances          instance           text
            instances          is_leader          boolean
            instances          last_heartbeat_at  timestamp with time zone
            instances          margin             interval
            instances          may_take_over      boolean
            instances          name               text
            instances          seconds_since_heartbeat  double precision
            instances          stale              boolean
            instances          stale_after        interval
            instances          started_at         timestamp with time zone
            instances          ttl                interval
            instances          version            text
            leadership         bid                text
            leadership         elected_at         timestamp with time zone
            leadership         expires_at         timestamp with time zone
            leadership         group_name         text
            leadership         hostname           text
            leadership         instance           text
            leadership         released_at        timestamp with time zone
            leadership         renewed_at         timestamp with time zone
            leadership         stamp              text
            leadership         term               bigint
            leadership         ttl                interval
            leadership_history bid                text
            leadership_history gained_at          timestamp with time zone
            leadership_history gained_reason      text
            leadership_history group_name         text
            leadership_history hostname           text
            leadership_history instance           text
            leadership_history lost_at            timestamp with time zone
            leadership_history lost_reason        text
            leadership_history term               bigint
            schema_compatibility  version         integer
            schema_compatibility  works_with_from text
            signals            body               bytea
            signals            body_digest        bytea
            signals            content_type       text
            signals            group_name         text
            signals            id                 uuid
            signals            key                text
            signals            received_at        timestamp with time zone
            signals            received_by        text
            signals            received_term      bigint
            signals            source             text
            """);

    /** Some enforce a rule, such as one row per group; the others make a query fast. */
    static final List<String> INDEXES = List.of(
            "database_identity_pk",
            "deliveries_due",
            "deliveries_in_order",
            "deliveries_in_trouble",
            "deliveries_one_in_flight",
            "deliveries_pk",
            "instance_metadata_group",
            "instance_metadata_pk",
            "leadership_history_open",
            "leadership_history_pk",
            "leadership_pk",
            "schema_compatibility_pk",
            "signals_key_once",
            "signals_pk");

    static final List<Right> RIGHTS = List.of(
            new Right("database_identity", "SELECT"),
            new Right("leadership", "SELECT, INSERT, UPDATE"),
            new Right("leadership_history", "SELECT, INSERT, UPDATE, DELETE"),
            new Right("instance_metadata", "SELECT, INSERT, UPDATE, DELETE"),
            new Right("instances", "SELECT"),
            new Right("schema_compatibility", "SELECT"),
            new Right("signals", "SELECT, INSERT, DELETE"),
            new Right("deliveries", "SELECT, INSERT, UPDATE, DELETE"));

    private ExpectedSchema() {}

    private static List<Column> columns(String lines) {
        return lines.lines().map(ExpectedSchema::column).toList();
    }

    private static Column column(String line) {
        var fields = line.split(" +", 3);
        return new Column(fields[0], fields[1], fields[2]);
    }

    /** All rights, one privilege each. */
    static Stream<Right> singleRights() {
        return RIGHTS.stream().flatMap(right -> Stream.of(right.privileges().split(", "))
                .map(privilege -> new Right(right.table(), privilege)));
    }
}
