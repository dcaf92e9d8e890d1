package io.incumbent.database.connection;

import java.util.regex.Pattern;
import org.eclipse.microprofile.config.spi.Converter;

/**
 * The converter of JDBC urls. It refuses an unusable one at the start: the pools would accept any text, and then wait
 * for a database that can never answer.
 */
public final class JdbcUrlConverter implements Converter<String> {

    private static final String PORT =
            "(:(?!0+\\b)(\\d{1,4}|[1-5]\\d{4}|6[0-4]\\d{3}|65[0-4]\\d\\d|655[0-2]\\d|6553[0-5]))?";
    private static final String HOST = "([\\w.-]+|\\[[0-9A-Fa-f:.%]+])" + PORT;
    private static final Pattern URL =
            Pattern.compile("jdbc:postgresql:(//" + HOST + "(," + HOST + ")*/[^/?]*|[\\w.-]+)(\\?\\S*)?");

    @Override
    public String convert(String value) {
        var url = value.strip();
        if (!URL.matcher(url).matches()) {
            throw new IllegalArgumentException(
                    "not a url of PostgreSQL, write for example jdbc:postgresql://host:5432/incumbent");
        }
        return url;
    }
}
