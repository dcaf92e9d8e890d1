package io.incumbent.database;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

/** Ten times as many threads as connections. */
@QuarkusTest
@TestProfile(PoolProfile.class)
class PoolStressTest extends PoolStress {}
