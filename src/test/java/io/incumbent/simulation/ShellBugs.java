package io.incumbent.simulation;

import io.incumbent.election.Command;
import io.incumbent.election.Event;
import io.incumbent.election.GrantStamp;
import io.incumbent.election.LeaseAnswer;
import io.incumbent.election.ReadAnswer;
import io.incumbent.election.Role;
import io.incumbent.election.TermAnswer;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/** The bugs that are planted into one instance's shell: they change commands on their way out and answers on their way in. */
final class ShellBugs {

    private final Simulation simulation;
    private final SimulatedInstance self;
    private final PlantedBug bug;
    private Optional<GrantStamp> lastObserved = Optional.empty();
    private long termReadAskedAt;

    ShellBugs(Simulation simulation, SimulatedInstance self) {
        this.simulation = simulation;
        this.self = self;
        this.bug = simulation.parameters().bug();
    }

    /** What stands between the election and the product's executor of its commands. */
    Consumer<Command> between(Consumer<Command> executor) {
        return command -> {
            switch (command) {
                case Command.AcquireLease acquire -> lastObserved = acquire.observed();
                case Command.Verify _ -> simulation.checker().verificationAsked(self);
                case Command.ReadTerm _ -> termReadAskedAt = self.now();
                case Command.ReadLease _, Command.ClaimTerm _, Command.RenewTerm _ -> {}
                case Command.Drain _, Command.ReleaseTerm _, Command.ReleaseLease _ -> {}
            }
            if (!dropped(command)) {
                executor.accept(instead(command));
            }
        };
    }

    private Command instead(Command command) {
        if (bug == PlantedBug.RENEWS_PAST_TRUST && self.role() instanceof Role.Leader leader) {
            var record = leader.record();
            return switch (command) {
                case Command.ReadLease(var bid, var atMost) ->
                    new Command.AcquireLease(bid, Optional.of(record), Optional.empty(), atMost);
                case Command.ReadTerm(var bid, var atMost) -> new Command.RenewTerm(bid, record.term(), atMost);
                case Command other -> other;
            };
        }
        return command;
    }

    private boolean dropped(Command command) {
        if (bug != PlantedBug.RELEASE_GUARDED_BY_A_FLAG || self.believes().isPresent()) {
            return false;
        }
        return switch (command) {
            case Command.ReleaseTerm(var bid, var _, var _) -> answerSoon(new Event.TermReleased(bid));
            case Command.ReleaseLease(var bid, var _) -> {
                simulation.checker().released(self, bid);
                yield answerSoon(new Event.LeaseReleased(bid));
            }
            case Command _ -> false;
        };
    }

    private boolean answerSoon(Event answer) {
        self.afterLocally(Duration.ZERO, () -> self.handle(answer));
        return true;
    }

    /** With that bug, a lease that was taken over by observation excuses the term's expiry as well. */
    Optional<GrantStamp> observed(Optional<GrantStamp> inPostgresql) {
        return bug == PlantedBug.OBSERVED_IN_REDIS_ALONE && lastObserved.isPresent()
                ? simulation.stores().ledger().read() instanceof ReadAnswer.Read(var held) ? held : Optional.empty()
                : inPostgresql;
    }

    /** What the election is told instead of what happened. */
    Event told(Event event) {
        return switch (event) {
            case Event.LeaseAnswered(var bid, var askedAt, var answer) ->
                new Event.LeaseAnswered(bid, told(askedAt), told(answer));
            case Event.TermAnswered(var bid, var askedAt, var answer) ->
                new Event.TermAnswered(bid, told(askedAt), told(answer));
            case Event.TermRead(var bid, ReadAnswer.Read(var held)) ->
                new Event.TermRead(bid, new ReadAnswer.Read(told(held)));
            case Event other -> other;
        };
    }

    /** The time at which the election is told it; empty for the present. */
    Optional<Long> toldAt(Event event) {
        if (bug != PlantedBug.OBSERVED_FROM_THE_QUESTION) {
            return Optional.empty();
        }
        return switch (event) {
            case Event.LeaseAnswered(var _, var askedAt, LeaseAnswer.Refused _) -> Optional.of(askedAt);
            case Event.TermAnswered(var _, var askedAt, TermAnswer.Refused _) -> Optional.of(askedAt);
            case Event.TermRead(var _, ReadAnswer.Read _) -> Optional.of(termReadAskedAt);
            case Event _ -> Optional.empty();
        };
    }

    private long told(long askedAt) {
        return bug == PlantedBug.TRUST_COUNTED_FROM_THE_ANSWER ? self.now() : askedAt;
    }

    private LeaseAnswer told(LeaseAnswer answer) {
        return answer instanceof LeaseAnswer.Refused(var holder, var highest, var left, var held)
                ? new LeaseAnswer.Refused(holder, highest, left, told(held))
                : answer;
    }

    private TermAnswer told(TermAnswer answer) {
        return answer instanceof TermAnswer.Refused(var holder, var left, var held)
                ? new TermAnswer.Refused(holder, left, told(held))
                : answer;
    }

    /** For how long the election is told that a grant must be sighted. */
    private Optional<GrantStamp> told(Optional<GrantStamp> held) {
        return held.map(it -> switch (bug) {
            case OBSERVED_FOR_THE_OWN_TTL ->
                new GrantStamp(it.text(), self.timing().ttl());
            case OBSERVED_BY_VALUE ->
                new GrantStamp(it.text().substring(0, it.text().indexOf(' ') + 1), it.ttl());
            case OBSERVED_TOO_SHORTLY -> new GrantStamp(it.text(), it.ttl().dividedBy(2));
            default -> it;
        });
    }
}
