package io.incumbent.signal;

import java.util.UUID;

/** A signal on its way into the database, and the id that it gets if it is new. */
record Entry(UUID id, NewSignal signal) {}
