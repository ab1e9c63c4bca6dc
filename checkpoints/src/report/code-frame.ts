import { readFileSync } from 'node:fs';
import { codeFrame, type FrameLine } from '@workbook/terminal';
import type { Place } from '../grading/verdict.js';

const LINES_AROUND = 2;

/** The lines of a file around a place, as a compiler prints them; undefined if the file has no such line any more. */
export function frameAround(place: Place): FrameLine[] | undefined {
  try {
    return codeFrame(readFileSync(place.file, 'utf8'), place, LINES_AROUND);
  } catch {
    return undefined;
  }
}
