/** Whether the console, Kafka and Flink answer: always in sight, with a word beside each sign. */

import { type Connection, useConnection } from '../browser/session.js';
import { Command } from '../parts/command.js';

function Light({ name, up }: { name: string; up: boolean | undefined }) {
  const word = up === undefined ? 'asking' : up ? 'up' : 'down';
  return (
    <li class={`light light-${word}`}>
      <span class="sign" aria-hidden="true" />
      {name} <span class="word">{word}</span>
    </li>
  );
}

export function ConnectionLights() {
  const { session, answers } = useConnection();
  const known = answers ? session : undefined;
  return (
    <ul class="lights" aria-label="Services">
      <Light name="Kafka" up={known?.kafka} />
      <Light name="Flink" up={known?.flink} />
    </ul>
  );
}

/** What stands in the way of everything: the console itself is gone, or a newer one runs. */
export function ConnectionBanner() {
  const connection = useConnection();
  return (
    <div role="status" aria-live="polite">
      {bannerOf(connection)}
    </div>
  );
}

function bannerOf({ answers, outdated }: Connection) {
  if (answers === false) {
    return (
      <p class="banner banner-problem">
        <strong>The console does not answer.</strong> What you see is old. Start it with <Command text="npm start" />,
        and this page goes on by itself.
      </p>
    );
  }
  if (!outdated) return null;
  return (
    <p class="banner">
      A newer console runs now than the one that this page came from.{' '}
      <button type="button" onClick={() => location.reload()}>
        Load the page again
      </button>
    </p>
  );
}
