package workbook.flink.plan;

import java.io.Serializable;

/**
 * One of the job's functions: its number in the bundle's function table, and where it runs.
 *
 * @param operator the operator's name, for messages
 * @param keyed whether the operator's input is keyed, so that there is state
 */
public record FunctionRef(JobSettings job, int number, String operator, boolean keyed) implements Serializable {}
