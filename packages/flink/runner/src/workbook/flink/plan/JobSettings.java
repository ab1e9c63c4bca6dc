package workbook.flink.plan;

import java.io.Serializable;

/**
 * What every operator must know about its job. The code itself travels as bundle.js inside the job's jar.
 *
 * @param functionTimeoutMs how long one call of a function may take
 * @param objectReuse records are shared unfrozen
 * @param failFast the job names no restart strategy, so an error in one of its functions ends it
 */
public record JobSettings(
  String name,
  long functionTimeoutMs,
  boolean objectReuse,
  boolean failFast
) implements Serializable {}
