package io.incumbent.database.connection;

import io.incumbent.stores.NeedsServers;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

/** Forty times as many threads as connections. */
@QuarkusTest
@TestProfile(PoolProfile.Small.class)
@NeedsServers
class SmallPoolStressTest extends AbstractPoolStressTest {}
