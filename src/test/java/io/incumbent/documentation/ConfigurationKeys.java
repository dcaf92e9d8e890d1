package io.incumbent.documentation;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.ConfigMappings;
import io.smallrye.config.ConfigMappings.ConfigClass;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The keys that the configuration interfaces define. */
public final class ConfigurationKeys {

    private static final Path SOURCES = Path.of("src/main/java");

    private ConfigurationKeys() {}

    /** Every key and its default; empty if it has none. */
    public static Map<String, String> withDefaults() throws IOException, ClassNotFoundException {
        var keys = new TreeMap<String, String>();
        for (var mapping : mappings()) {
            ConfigMappings.getProperties(ConfigClass.configClass(mapping))
                    .forEach((key, property) ->
                            keys.put(key, property.hasDefaultValue() ? property.getDefaultValue() : ""));
        }
        keys.keySet().removeIf(key -> key.endsWith("[*]")); // the same key, for lists
        return keys;
    }

    static List<Class<?>> mappings() throws IOException, ClassNotFoundException {
        var mappings = new ArrayList<Class<?>>();
        try (var files = Files.walk(SOURCES)) {
            for (var file :
                    files.filter(f -> f.toString().endsWith("Config.java")).toList()) {
                var name = SOURCES.relativize(file).toString().replace('/', '.').replaceAll("\\.java$", "");
                var type = Class.forName(name);
                if (type.isAnnotationPresent(ConfigMapping.class)) {
                    mappings.add(type);
                }
            }
        }
        return mappings;
    }
}
