import type { DisplayReport, DisplayState } from '../messages.js';
import { splitFrame } from './frame-message.js';
import { element, openLink } from './link.js';
import { SourceCard } from './source-card.js';

/** A source keeps its place, whoever is heard first: `camera-2` stands before `camera-10`. */
const byName = new Intl.Collator('en', { numeric: true });
const cards = new Map<string, SourceCard>();
const container = element<HTMLElement>('sources');
const stateText = element<HTMLElement>('state');
const button = element<HTMLButtonElement>('pause');
let isPaused = false;

const link = openLink({
  onOpen: () => tell(),
  onText(text) {
    const state = JSON.parse(text) as DisplayState;
    showSources(state);
    say(state.notices.join(' '));
  },
  onBytes(bytes) {
    const { header, jpeg } = splitFrame(bytes);
    void cardOf(header.source).show(header, jpeg);
  },
  onAway(isOver) {
    const what = isOver ? 'The display has ended.' : 'The display does not answer.';
    say(`${what} Start it again with "npm run video:consumer display": this page then goes on by itself.`);
  },
});

function cardOf(source: string): SourceCard {
  const known = cards.get(source);
  if (known) return known;
  const card = new SourceCard(source, (number, latencyMs) => report({ type: 'shown', source, number, latencyMs }));
  cards.set(source, card);
  const next = [...cards].filter(([name]) => byName.compare(name, source) > 0).sort(([a], [b]) => byName.compare(a, b));
  container.insertBefore(card.element, next[0]?.[1].element ?? null);
  return card;
}

function showSources({ sources }: DisplayState): void {
  const names = new Set(sources.map(({ source }) => source));
  for (const [name, card] of cards) {
    if (names.has(name)) continue;
    card.element.remove();
    cards.delete(name);
  }
  if (isPaused) return;
  for (const state of sources) cardOf(state.source).showState(state);
}

function report(message: DisplayReport): void {
  link.send(JSON.stringify(message));
}

/** A hidden page draws nothing, so it wants nothing either. */
function tell(): void {
  report({ type: 'pause', paused: isPaused || document.hidden });
}

function setPaused(paused: boolean): void {
  isPaused = paused;
  button.textContent = paused ? 'Go on' : 'Pause';
  button.setAttribute('aria-pressed', String(paused));
  document.body.classList.toggle('paused', paused);
  tell();
}

function say(sentence: string): void {
  const text = [isPaused ? 'Paused: the pictures and figures stand still.' : '', sentence].join(' ').trim();
  if (stateText.textContent !== text) stateText.textContent = text;
  stateText.hidden = text === '';
}

button.addEventListener('click', () => setPaused(!isPaused));
document.addEventListener('visibilitychange', tell);
