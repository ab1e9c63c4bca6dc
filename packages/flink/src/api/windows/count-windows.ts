import { CountTrigger, PurgingTrigger, wholeCount } from './triggers.js';
import { WindowSettings } from './window-settings.js';
import { type GlobalWindow, GlobalWindows } from './windows.js';

/** Count windows are global ones that fire by count, as in Flink. */
export function countWindows<T>(size: number, slide: number | undefined): WindowSettings<T, GlobalWindow> {
  const windows = new WindowSettings<T, GlobalWindow>(GlobalWindows.create());
  const maxCount = wholeCount(size, 'countWindow');
  if (slide === undefined) return windows.trigger(PurgingTrigger.of(CountTrigger.of(maxCount)));
  return windows
    .evictor({ kind: 'count', maxCount })
    .trigger(CountTrigger.of(wholeCount(slide, 'a slide of countWindow')));
}
