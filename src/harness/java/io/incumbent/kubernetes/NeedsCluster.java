package io.incumbent.kubernetes;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;

/** A test on the Kubernetes of KUBECONFIG. Only {@code make test-kube} runs it. */
@Tag(NeedsCluster.TAG)
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface NeedsCluster {

    String TAG = "kube";
}
