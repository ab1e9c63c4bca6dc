import { type Colour, mix, smoothStep } from './colour.js';

/** The light at one moment of a day. */
export interface Daylight {
  /** 0 is midnight, 0.5 noon. */
  time: number;
  /** From 0 (night) to 1 (day). */
  light: number;
  /** How far the sun is up: -1 at midnight, 0 at sunrise and sunset, 1 at noon. */
  elevation: number;
  zenith: Colour;
  horizon: Colour;
}

const NIGHT_ZENITH: Colour = [5, 8, 26];
const NIGHT_HORIZON: Colour = [17, 24, 56];
const DAY_ZENITH: Colour = [52, 118, 200];
const DAY_HORIZON: Colour = [190, 220, 240];
const DUSK: Colour = [244, 128, 62];

/** @param time 0 is midnight, 0.5 noon; days repeat */
export function daylightAt(time: number): Daylight {
  const ofDay = time - Math.floor(time);
  const elevation = -Math.cos(2 * Math.PI * ofDay);
  const light = smoothStep(-0.25, 0.45, elevation);
  const dusk = Math.exp(-((elevation / 0.28) ** 2));
  return {
    time: ofDay,
    light,
    elevation,
    zenith: mix(NIGHT_ZENITH, DAY_ZENITH, light),
    horizon: mix(mix(NIGHT_HORIZON, DAY_HORIZON, light), DUSK, 0.75 * dusk),
  };
}
