package io.incumbent.database;

import java.util.Optional;

/** What a phase is called when somebody asks. */
final class Wording {

    private Wording() {}

    /** One sentence. */
    static String of(Phase phase) {
        return switch (phase) {
            case Phase.Uninitialized() -> "initialisation has not begun";
            case Phase.Connecting(var trouble) -> trouble.map(Trouble::line).orElse("connecting");
            case Phase.CheckingSchema checking -> awaited(checking).orElse("looking at the version of the schema");
            case Phase.AcquiringLock acquiring -> awaited(acquiring).orElse("asking for the schema lock");
            case Phase.Migrating(var progress) ->
                progress.map(Wording::migrating).orElse("migrating");
            case Phase.Validating() -> "comparing the schema with what the code uses";
            case Phase.Ready() -> "ready, schema version " + ExpectedSchema.VERSION;
            case Phase.Failed(var trouble, var _) -> trouble.line();
        };
    }

    /** What is waited for, and who is to do it. */
    static Optional<String> awaited(Phase phase) {
        return switch (phase) {
            case Phase.CheckingSchema(var _, var awaited) ->
                awaited.map(found ->
                        "waiting for the schema found=%s needed=%d: run incumbent migrate, or set the user's search_path to where it is"
                                .formatted(Initialisation.version(found), ExpectedSchema.VERSION));
            case Phase.AcquiringLock(var holder) ->
                holder.map(it -> "waiting for the schema lock held by pid=%d application=\"%s\""
                        .formatted(it.pid(), it.application()));
            case Phase.Uninitialized _, Phase.Connecting _, Phase.Migrating _, Phase.Validating _ -> Optional.empty();
            case Phase.Ready _, Phase.Failed _ -> Optional.empty();
        };
    }

    static Optional<String> trouble(Phase phase) {
        return switch (phase) {
            case Phase.Connecting(var trouble) -> trouble.map(Trouble::line);
            case Phase.Failed(var trouble, var _) -> Optional.of(trouble.line());
            case Phase.Uninitialized _, Phase.CheckingSchema _, Phase.AcquiringLock _ -> Optional.empty();
            case Phase.Migrating _, Phase.Validating _, Phase.Ready _ -> Optional.empty();
        };
    }

    private static String migrating(MigrationProgress progress) {
        return progress.done() == progress.total()
                ? "%d migrations applied".formatted(progress.total())
                : "migration %d of %d: %s".formatted(progress.done() + 1, progress.total(), progress.migration());
    }
}
