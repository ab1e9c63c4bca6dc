/** The version of the plan's format. The runner refuses a plan of another version. */
export const PLAN_VERSION = 2;

/** The side output of a Kafka source that carries its malformed records. */
export const MALFORMED_TAG = '__malformed';
