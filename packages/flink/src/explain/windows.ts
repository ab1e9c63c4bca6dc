/** Windows in words, for `explain`. */
import { counted } from '@workbook/terminal';
import type { TriggerPlan, WindowAssignerPlan, WindowParams } from '../plan/windows.js';
import { duration } from './durations.js';

/** What a window node does, such as `tumbling 1 min in event time`, `late records to "late"`. */
export function describeWindows({ assigner, trigger, evictor, allowedLatenessMs, lateTag }: WindowParams): string[] {
  const offsetMs = 'offsetMs' in assigner ? assigner.offsetMs : 0;
  return [
    describeAssigner(assigner),
    ...(offsetMs === 0 ? [] : [`offset ${duration(offsetMs)}`]),
    ...(trigger ? [`fires ${describeTrigger(trigger)}`] : []),
    ...(evictor ? [`keeps the last ${counted(evictor.maxCount, 'record')}`] : []),
    ...(allowedLatenessMs === 0 ? [] : [`${duration(allowedLatenessMs)} of lateness allowed`]),
    ...(lateTag === undefined ? [] : [`late records to "${lateTag}"`]),
  ];
}

function describeAssigner(assigner: WindowAssignerPlan): string {
  switch (assigner.kind) {
    case 'tumbling':
      return `tumbling ${duration(assigner.sizeMs)} in ${assigner.time} time`;
    case 'sliding':
      return `sliding ${duration(assigner.sizeMs)} every ${duration(assigner.slideMs)} in ${assigner.time} time`;
    case 'session': {
      const gap = assigner.gapMs === undefined ? 'a gap for each record' : `a gap of ${duration(assigner.gapMs)}`;
      return `session with ${gap} in ${assigner.time} time`;
    }
    case 'global':
      return 'global';
  }
}

function describeTrigger(trigger: TriggerPlan): string {
  return `${when(trigger)}${trigger.purging ? ' and empties' : ''}`;
}

function when(trigger: TriggerPlan): string {
  switch (trigger.kind) {
    case 'eventTime':
      return "at the window's end in event time";
    case 'processingTime':
      return "at the window's end in processing time";
    case 'count':
      return `after ${counted(trigger.maxCount, 'record')}`;
    case 'continuousEventTime':
      return `every ${duration(trigger.intervalMs)} in event time`;
    case 'continuousProcessingTime':
      return `every ${duration(trigger.intervalMs)} in processing time`;
    case 'endOfStream':
      return 'at the end of the input';
  }
}
