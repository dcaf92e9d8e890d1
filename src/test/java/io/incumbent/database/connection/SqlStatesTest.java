package io.incumbent.database.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SqlStatesTest {

    /** One row for each class and each single state that anything depends on, and its neighbours. */
    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "none,  lost passing commitUnknown noAnswer",
                "'',    lost passing commitUnknown noAnswer",
                "0,     -",
                "08006, lost passing commitUnknown noAnswer",
                "08P01, lost passing commitUnknown noAnswer",
                "22021, data",
                "23514, data",
                "23505, data conflict",
                "25001, -",
                "25006, lost passing",
                "25P03, passing",
                "40001, -",
                "40P01, passing conflict",
                "42P01, -",
                "53300, passing",
                "54000, data",
                "54001, data",
                "54011, data",
                "54023, data",
                "55000, -",
                "55P03, passing",
                "57014, passing commitUnknown",
                "57P01, lost passing commitUnknown",
                "57P05, lost passing commitUnknown",
                "58030, commitUnknown",
                "XX000, commitUnknown",
            })
    void eachStateHasTheMeaningThatPostgresqlDocuments(@Nullable String state, String meaning) {
        var error = new SQLException("no", state);
        var found = new ArrayList<String>();
        if (SqlStates.connectionLost(error)) {
            found.add("lost");
        }
        if (SqlStates.passing(error)) {
            found.add("passing");
        }
        if (SqlStates.aboutTheData(error)) {
            found.add("data");
        }
        if (SqlStates.conflict(error)) {
            found.add("conflict");
        }
        if (SqlStates.commitUnknown(error)) {
            found.add("commitUnknown");
        }
        if (SqlStates.noAnswer(error)) {
            found.add("noAnswer");
        }

        assertThat(found.isEmpty() ? "-" : String.join(" ", found)).isEqualTo(meaning);
    }
}
