package io.incumbent.api.queue;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.incumbent.api.http.PageCursor;
import io.incumbent.query.SignalQueries;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A page of signals with the cursor of the next page, as answered over HTTP. */
@Schema(name = "SignalPage", description = "A page of signals, newest first.")
@RegisterForReflection
@JsonInclude(JsonInclude.Include.ALWAYS)
@JsonPropertyOrder({"signals", "next"})
record SignalPage(
        @Schema(description = "Newest first, without bodies and attempts.")
        List<SignalItem> signals,

        @Schema(
                description = "The parameter `cursor` of the next page; null if this is the last.",
                nullable = true,
                examples = "AZql0HwefTqfADscDV5vcA")
        @Nullable
        String next) {

    /** @param found up to {@code limit} + 1 signals; the additional one shows that there is a next page */
    static SignalPage of(List<SignalQueries.Entry> found, int limit) {
        var shown = found.stream().limit(limit).toList();
        return new SignalPage(
                shown.stream().map(SignalItem::of).toList(),
                found.size() > limit ? PageCursor.write(shown.getLast().id()) : null);
    }
}
