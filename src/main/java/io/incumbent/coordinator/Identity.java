package io.incumbent.coordinator;

/**
 * Who this process is, in every row that it writes.
 *
 * @param group the election that it stands in
 * @param instance its id, fresh at every start
 * @param hostname its machine or pod
 * @param version its version of the program
 */
public record Identity(String group, String instance, String hostname, String version) {}
