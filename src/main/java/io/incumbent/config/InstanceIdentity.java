package io.incumbent.config;

/**
 * Who this process is, for as long as it runs.
 *
 * @param group the election that it takes part in
 * @param instance its id, fresh at every start
 * @param hostname the machine or pod that it runs on
 * @param version of the product
 */
public record InstanceIdentity(String group, String instance, String hostname, String version) {}
