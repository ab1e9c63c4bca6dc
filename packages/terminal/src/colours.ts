/** Colours, where whoever reads wants them. */
import { styleText } from 'node:util';

export type Style = Parameters<typeof styleText>[0];

/** Gives text a style, or leaves it as it is. */
export type Paint = (style: Style, text: string) => string;

/** Whether text is coloured on this stream: on a terminal, unless NO_COLOR is set; FORCE_COLOR decides for any stream. */
export function showsColours(
  stream: { isTTY?: boolean } = process.stdout,
  env: NodeJS.ProcessEnv = process.env,
): boolean {
  if (env.FORCE_COLOR) return env.FORCE_COLOR !== '0';
  return stream.isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb';
}

/** How text is painted on a stream. */
export function painter(stream: { isTTY?: boolean }): Paint {
  return painterFor(showsColours(stream));
}

/** How text is painted where it is known whether it may be. */
export function painterFor(colours: boolean): Paint {
  return (style, text) => (colours && text !== '' ? styleText(style, text, { validateStream: false }) : text);
}

/** Colours text where the stream shows colours. */
export function paint(style: Style, text: string, stream: { isTTY?: boolean } = process.stdout): string {
  return painter(stream)(style, text);
}
