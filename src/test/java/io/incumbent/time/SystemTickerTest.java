package io.incumbent.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Linker;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class SystemTickerTest {

    private static final int NO_SUCH_CLOCK = 99;

    private final List<String> warnings = new ArrayList<>();

    @Test
    void aClockThatCountsTimeAsleepIsTakenWithoutAWord() {
        Ticker counting = () -> 42;

        assertThat(create("Linux", () -> counting)).isSameAs(counting);
        assertThat(warnings).isEmpty();
    }

    @Test
    void whereTheFunctionIsMissingTheJvmsClockIsUsedAndOneWarningSaysWhy() {
        var ticker = create("Linux", () -> new BootTimeTicker(_ -> Optional.empty(), 7));

        assertIsNanoTime(ticker);
        assertThat(warnings).singleElement().asString().contains("clock_gettime", "suspended", "fenced");
    }

    @Test
    void whereTheKernelRefusesTheClockTheJvmsIsUsed() {
        var ticker =
                create("Linux", () -> new BootTimeTicker(Linker.nativeLinker().defaultLookup(), NO_SUCH_CLOCK));

        assertIsNanoTime(ticker);
        assertThat(warnings).singleElement().asString().contains("refuses clock 99");
    }

    @Test
    void whereNativeCodeMayNotBeCalledTheReasonIsNamedAndNotItsWrapper() {
        var refused = new IllegalCallerException("Illegal native access from an unnamed module");

        assertIsNanoTime(create("Linux", () -> {
            throw new ExceptionInInitializerError(refused);
        }));
        assertThat(warnings)
                .singleElement()
                .asString()
                .contains("Illegal native access", "--enable-native-access=ALL-UNNAMED")
                .doesNotContain("ExceptionInInitializerError");
    }

    @Test
    void anErrorOfAnImageWithoutTheDowncallIsNoFailureOfTheStart() {
        assertIsNanoTime(create("Linux", () -> {
            throw new LinkageError("not registered");
        }));
        assertThat(warnings).singleElement().asString().contains("not registered");
    }

    @Test
    void anotherSystemIsNotAskedForAClockOfLinux() {
        assertIsNanoTime(create("Mac OS X", () -> {
            throw new AssertionError("asked");
        }));
        assertThat(warnings).singleElement().asString().contains("Mac OS X");
    }

    @Test
    void aClockThatRefusesLaterIsAnErrorAndNoOlderReading() {
        var refusing = new BootTimeTicker(Linker.nativeLinker().defaultLookup(), NO_SUCH_CLOCK);

        assertThatThrownBy(refusing::nanos).isInstanceOf(IllegalStateException.class);
    }

    private Ticker create(String system, Supplier<Ticker> bootTime) {
        return SystemTicker.create(system, bootTime, warnings::add);
    }

    private static void assertIsNanoTime(Ticker ticker) {
        long before = System.nanoTime();
        long read = ticker.nanos();
        assertThat(read - before).isNotNegative();
        assertThat(System.nanoTime() - read).isNotNegative();
    }
}
