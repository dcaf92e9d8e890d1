package io.incumbent.kubernetes;

import java.util.ArrayList;
import java.util.List;

/** What a file of values names and somebody must have made before the chart is installed: Secrets, kinds, images. */
public final class ChartPrerequisites {

    private static final String SENDERS_SECRET = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";

    private ChartPrerequisites() {}

    /** A namespace with all of it. */
    public static Namespace namespaceFor(String file, Cluster cluster, TestStores stores) {
        var namespace = Namespace.create(cluster, "chart");
        stores.secretIn(namespace, "stores");
        namespace.kubectl(
                "patch",
                "secret",
                "stores",
                "--type=merge",
                "-p",
                "{\"stringData\":{\"signals-secrets\":\"" + SENDERS_SECRET + "\"}}");
        namespace.kubectl(
                "create",
                "secret",
                "generic",
                "owner",
                "--from-literal=owner-username=postgres",
                "--from-literal=owner-password=" + stores.password());
        return namespace;
    }

    /** What differs on the cluster of the tests from what the file says: images, and addresses of the stores. */
    public static List<String> valuesFor(String file, TestImages images) {
        return new ArrayList<>(List.of(
                "--set",
                "image.digest=",
                "--set",
                "image.runtime=jvm",
                "--set",
                "bundled.postgresql.image=" + images.postgres(),
                "--set",
                "bundled.redis.image=" + images.redis()));
    }
}
