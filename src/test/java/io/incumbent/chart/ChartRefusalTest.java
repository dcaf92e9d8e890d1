package io.incumbent.chart;

import static org.assertj.core.api.Assertions.assertThat;

import io.incumbent.stores.NeedsServers;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values that cannot work are refused before anything is installed, with what is wrong and what is right. */
@NeedsServers
@Tag("helm")
class ChartRefusalTest {

    private static final String STORES = "stores.existingSecret=stores";

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            replica=2                                           | additional properties 'replica' not allowed
            incumbent.election.tll=5s                           | additional properties 'tll' not allowed
            image.registry=example.com                          | additional properties 'registry' not allowed
            incumbent.routing=label                             | value must be 'readiness'
            replicas=-1                                         | minimum: got -1, want 0
            incumbent.election.drain-timeout=5                  | got number, want string
            incumbent.election.drain-timeout=5 seconds          | does not match pattern
            image.digest=sha256:12                              | does not match pattern
            stores.databaseUrl=postgresql://db/incumbent        | does not match pattern
            podSecurity.runAsUser=0                             | minimum: got 0, want 1
            incumbent.election.instance-id=a                    | Set incumbent.instance.name
            incumbent.election.hostname=a                       | all pods would share it
            incumbent.election.group=a b                        | use letters, digits, dot, dash and underscore
            incumbent.database.password=x                       | use a Secret, or stores.databasePassword for trying
            incumbent.redis.hosts=x                             | use a Secret, or stores.redisHosts for trying
            incumbent.signals.secrets=x                         | use a Secret, or credentials.signalsSecrets for trying
            incumbent.delivery.secrets=x                        | use a Secret, or credentials.deliverySecrets for trying
            extraEnv[0].name=INCUMBENT_ELECTION_INSTANCE_ID     | each process draws an id of its own
            extraEnv[0].name=INCUMBENT_REDIS_HOSTS              | set already: use the value of this chart
            extraEnv[0].name=JAVA_TOOL_OPTIONS                  | set already: use the value of this chart
            extraEnv[0].name=QUARKUS_HTTP_PORT                  | Services and probes use the ports 8080 and 9000
            extraEnv[0].name=A,extraEnv[1].name=A               | extraEnv sets A, which is set already
            bundled.enabled=true                                | bundled.enabled and stores.existingSecret are both set
            image.tag=v1,image.digest=sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef | Leave the tag empty
            rollout.terminationGracePeriodSeconds=30            | a leader may need 47 to leave
            incumbent.dispatch.drain-timeout=2m,rollout.terminationGracePeriodSeconds=100 | a leader may need 162 to leave
            cpu.limit=200m                                      | use at least 500m, or none
            cpu.limit=0.4                                       | use at least 500m, or none
            probes.startup.failureThreshold=10                  | allows 20 s for the start
            networkPolicy.enabled=true                          | could not reach PostgreSQL and Redis
            ingress.enabled=true                                | name the hosts that it answers for
            httpRoute.enabled=true                              | name the Gateway that it belongs to
            tests.timeoutSeconds=20                             | serves on for 25 s
            incumbent.signals.authentication=standard-webhooks  | no source for credentials.signalsSecrets
            incumbent.signals.authentication=bearer             | no source for credentials.signalsBearerTokens
            incumbent.dispatch.authentication=bearer            | no source for credentials.dispatchBearerTokens
            migrate.enabled=true                                | no source for migrate.databaseUsername
            migrate.secretKeys.databaseUrl=url,migrate.enabled=true,migrate.databaseUsername=a,migrate.databasePassword=b | without migrate.existingSecret
            migrate.enabled=true,migrate.existingSecret=owner,incumbent.schema.mode=self | leave the mode empty, then it is 'external'
            migrate.enabled=true,migrate.existingSecret=owner,migrate.giveUpAfter=10m    | the deadline must be longer
            stores.tls.redis.secret=ca,stores.redisHosts=redis://redis:6379 | addresses with TLS begin with rediss://
            """)
    void isRefused(String values, String reason) throws Exception {
        refused(Stream.of(STORES, values), reason);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            replicas=3                                                        | No source for stores.databaseUrl
            stores.databaseUrl=jdbc:postgresql://a/b,stores.databaseUsername=c | No source for stores.redisHosts
            bundled.enabled=true,migrate.enabled=true                         | Bundled stores are migrated by the instances
            bundled.enabled=true,incumbent.schema.mode=external               | nobody would migrate the bundled PostgreSQL
            bundled.enabled=true,stores.redisHosts=redis://a                  | either the bundled stores, or your own
            bundled.enabled=true,stores.tls.redis.secret=ca                   | the bundled stores have no TLS
            bundled.enabled=true,bundled.password=a b                         | does not match pattern
            """)
    void isRefusedWithoutASecretOfTheStores(String values, String reason) throws Exception {
        refused(Stream.of(values), reason);
    }

    private static void refused(Stream<String> values, String reason) throws Exception {
        var arguments = values.flatMap(value -> Stream.of("--set", value)).toList();

        var outcome = HelmChart.template(List.copyOf(arguments));

        assertThat(outcome.output()).contains(reason);
        assertThat(outcome.code()).isNotZero();
    }
}
