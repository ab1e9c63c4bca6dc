/**
 * The best-known slips in a job. The compiler tells them in words of its own, and where a type no longer fits: at a sink,
 * for a function that stands three lines above.
 */
// Through side doors: behind the front one is much that a check has no time to load.
import { functionSlip } from '@workbook/flink/function-slips';
import { typeHint } from '@workbook/flink/type-hints';

/** What the compiler said. Lines and columns begin at 1. */
export interface Diagnostic {
  line: number;
  column: number;
  code: number;
  message: string;
}

export interface Slip {
  id: string;
  message: string;
  advice: string;
  line: number;
  column: number;
}

/**
 * The slip behind a mistake that the compiler found, at its own line.
 *
 * @param source the text of the file that the compiler speaks of
 */
export function slipBehind(diagnostic: Diagnostic, source: string): Slip | undefined {
  const { line, column } = diagnostic;
  const slip = missingModule(diagnostic) ?? missingReturn(diagnostic) ?? missingStep(diagnostic);
  if (slip) return { line, column, ...slip };
  const inFunction = functionSlip(diagnostic, source);
  if (inFunction) return inFunction;
  const awaited = missingAwait(diagnostic);
  return awaited && { line, column, ...awaited };
}

type Words = Omit<Slip, 'line' | 'column'>;

const NO_MODULE = /^(?:Cannot find module|Could not find a declaration file for module) '([^']+)'/;
/** "A function whose declared type is neither 'undefined', 'void', nor 'any' must return a value", or lacks a last return. */
const NO_RETURN = [2355, 2366];

function missingModule({ message }: Diagnostic): Words | undefined {
  const name = NO_MODULE.exec(message)?.[1];
  if (name === undefined) return undefined;
  if (/^[./]/.test(name)) {
    const advice =
      'Look at the path, letter by letter. It begins at this file, and the name ends in .js, also for a .ts file.';
    return { id: 'missing-module', message: `There is no file ${name}.`, advice };
  }
  const advice =
    'Take the import out, and write those lines yourself: a lesson needs no package but those that its starter imports.';
  return { id: 'missing-module', message: `The package "${name}" is not installed here.`, advice };
}

function missingReturn({ code }: Diagnostic): Words | undefined {
  if (!NO_RETURN.includes(code)) return undefined;
  const message = 'This function promises a result, and there is a way through it without a return.';
  return { id: 'nothing-returned', message, advice: 'Write return before the result, in each branch.' };
}

function missingStep({ message }: Diagnostic): Words | undefined {
  const advice = typeHint(message);
  if (advice === undefined) return undefined;
  const [, property, type = ''] = /^Property '(\w+)' does not exist on type '(\w+)\b/.exec(message) ?? [];
  const [first = ''] = message.split('\n');
  return { id: 'missing-step', message: property ? `${nameOf(type)} has no ${property}(…).` : first, advice };
}

function missingAwait({ message }: Diagnostic): Words | undefined {
  const type = /^(?:Property '\w+' does not exist on type|Argument of type|Type) '(Promise<.*?>(?:\[\])?)'/.exec(
    message,
  )?.[1];
  if (type === undefined) return undefined;
  if (type.endsWith('[]')) {
    return {
      id: 'forgotten-await',
      message: 'These are promises: what they promise is not there yet.',
      advice: 'Put await Promise.all(…) around the list, and async before the function around it.',
    };
  }
  return {
    id: 'forgotten-await',
    message: 'This is a promise: what it promises is not there yet.',
    advice: 'Put await before the call that made it, and async before the function around it.',
  };
}

/** As a learner knows it. */
function nameOf(type: string): string {
  if (type === 'StreamExecutionEnvironment') return 'env';
  return ['DataStream', 'SingleOutputStreamOperator', 'KafkaStreamSource'].includes(type) ? 'This stream' : `A ${type}`;
}
