/**
 * Keeps the newest of the times that it is given, in ms since 1970. Flink tells the time of the record that a source read
 * last, and records come out of order.
 */
export function newestTime(): (time: number | undefined) => number | undefined {
  let newest: number | undefined;
  return (time) => {
    if (time !== undefined) newest = Math.max(time, newest ?? time);
    return newest;
  };
}
