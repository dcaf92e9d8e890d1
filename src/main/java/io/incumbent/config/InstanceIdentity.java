package io.incumbent.config;

/**
 * The identity of this process, which does not change while it runs.
 *
 * @param group name of the election that it takes part in
 * @param instance its id, fresh at every start
 * @param hostname the machine or pod that it runs on
 * @param version of the product
 */
public record InstanceIdentity(String group, String instance, String hostname, String version) {}
