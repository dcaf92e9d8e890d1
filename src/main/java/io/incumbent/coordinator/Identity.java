package io.incumbent.coordinator;

/**
 * Who this process is, for as long as it runs.
 *
 * @param group the election that it stands in
 * @param instance its id, fresh at every start
 * @param hostname the machine or pod that it runs on
 * @param version of the product
 */
public record Identity(String group, String instance, String hostname, String version) {}
