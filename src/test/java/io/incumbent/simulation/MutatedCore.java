package io.incumbent.simulation;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import javax.tools.DiagnosticCollector;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** The product and its simulation, loaded once more with one class of the core replaced by a mutated copy. */
final class MutatedCore {

    private static final Path SOURCES = Path.of("src/main/java/io/incumbent/election");

    private final Map<String, byte[]> mutated;

    private MutatedCore(Map<String, byte[]> mutated) {
        this.mutated = mutated;
    }

    static MutatedCore of(CoreMutant mutant) throws IOException {
        var source = Files.readString(SOURCES.resolve(mutant.file() + ".java"));
        int at = source.indexOf(mutant.original());
        if (at < 0 || source.indexOf(mutant.original(), at + 1) >= 0) {
            throw new IllegalArgumentException(
                    mutant + ": not exactly once in " + mutant.file() + ": " + mutant.original());
        }
        return new MutatedCore(compile(mutant.file(), source.replace(mutant.original(), mutant.mutated())));
    }

    /** The first seed that breaks the promise, as {@link SeedRunner#find} has it. */
    OptionalLong firstSeedThatBreaks(InvariantViolation.Promise promise, long upTo) {
        try {
            var run = Class.forName(MutatedCore.class.getName(), true, new Loader(mutated))
                    .getDeclaredMethod("find", String.class, long.class);
            run.setAccessible(true);
            return (OptionalLong) run.invoke(null, promise.name(), upTo);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e instanceof InvocationTargetException i ? i.getCause() : e);
        }
    }

    /** Runs in the loader of the mutated classes. */
    static OptionalLong find(String promise, long upTo) {
        var found = new SeedRunner(PlantedBug.FAITHFUL).find(InvariantViolation.Promise.valueOf(promise), upTo);
        return found.map(it -> OptionalLong.of(it.seed())).orElseGet(OptionalLong::empty);
    }

    private static Map<String, byte[]> compile(String file, String source) throws IOException {
        var compiler = ToolProvider.getSystemJavaCompiler();
        var errors = new DiagnosticCollector<JavaFileObject>();
        try (var files = new InMemory(compiler.getStandardFileManager(errors, null, null))) {
            var unit =
                    new SimpleJavaFileObject(
                            URI.create("memory:///io/incumbent/election/" + file + ".java"),
                            JavaFileObject.Kind.SOURCE) {
                        @Override
                        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                            return source;
                        }
                    };
            var options = List.of("-proc:none", "-nowarn", "-cp", System.getProperty("java.class.path"));
            if (!compiler.getTask(null, files, errors, options, null, List.of(unit))
                    .call()) {
                throw new IllegalArgumentException(
                        "does not compile: " + errors.getDiagnostics().getFirst());
            }
            return files.classes();
        }
    }

    /** What the compiler writes. */
    private static final class InMemory extends ForwardingJavaFileManager<StandardJavaFileManager> {

        private final Map<String, ByteArrayOutputStream> written = new HashMap<>();

        InMemory(StandardJavaFileManager files) {
            super(files);
        }

        @Override
        public JavaFileObject getJavaFileForOutput(
                JavaFileManager.Location location, String name, JavaFileObject.Kind kind, javax.tools.FileObject near) {
            return new SimpleJavaFileObject(URI.create("memory:///" + name.replace('.', '/') + ".class"), kind) {
                @Override
                public OutputStream openOutputStream() {
                    var bytes = new ByteArrayOutputStream();
                    written.put(name, bytes);
                    return bytes;
                }
            };
        }

        Map<String, byte[]> classes() {
            var classes = new HashMap<String, byte[]>();
            written.forEach((name, bytes) -> classes.put(name, bytes.toByteArray()));
            return classes;
        }
    }

    /** Defines all classes of ours anew, so that the mutated ones are not seen by anybody else. */
    private static final class Loader extends ClassLoader {

        private final Map<String, byte[]> mutated;

        Loader(Map<String, byte[]> mutated) {
            super(MutatedCore.class.getClassLoader());
            this.mutated = mutated;
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith("io.incumbent.")) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                var loaded = findLoadedClass(name);
                return loaded != null ? loaded : define(name);
            }
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            var bytes = mutated.containsKey(name) ? mutated.get(name) : original(name);
            return defineClass(name, bytes, 0, bytes.length);
        }

        private byte[] original(String name) throws ClassNotFoundException {
            try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
                if (in == null) {
                    throw new ClassNotFoundException(name);
                }
                return in.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
