package io.incumbent.database.connection;

import io.incumbent.stores.NeedsServers;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

/** Ten times as many threads as connections. */
@QuarkusTest
@TestProfile(PoolProfile.class)
@NeedsServers
class PoolStressTest extends AbstractPoolStressTest {}
