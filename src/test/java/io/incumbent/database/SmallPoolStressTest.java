package io.incumbent.database;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

/** Forty times as many threads as connections. */
@QuarkusTest
@TestProfile(PoolProfile.Small.class)
class SmallPoolStressTest extends PoolStress {}
