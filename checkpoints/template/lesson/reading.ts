/** What a sensor has measured. */
export interface Reading {
  readingId: string;
  sensor: string;
  /** In °C. */
  celsius: number;
}

/** What the job writes. */
export interface Converted extends Reading {
  /** In °F. */
  fahrenheit: number;
}

/** The job's arguments: `npm run check` gives it topics of its own. */
export type ReadingArgs = {
  bootstrapServers: string;
  groupId: string;
  /** Read from. */
  readings: string;
  /** Written to. */
  converted: string;
};
