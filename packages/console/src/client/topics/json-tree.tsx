/** JSON folded out as a tree. Only what is open is in the page, and of long lists only a part at a time. */
import { escapeText } from '@workbook/terminal/escape';
import { useMemo, useState } from 'preact/hooks';

/** A number as it was written, where JavaScript would round it. */
class ExactNumber {
  constructor(readonly source: string) {}
}

const PART = 100;
const OPEN_DEPTH = 2;
const OPEN_SIZE = 30;
const LONG_TEXT = 2_000;

type Reviver = (key: string, value: unknown, context?: { source?: string }) => unknown;

const keepNumber: Reviver = (_, value, context) =>
  typeof value === 'number' && context?.source !== undefined && String(value) !== context.source
    ? new ExactNumber(context.source)
    : value;

/** @returns undefined where the text is no JSON, or too deep for the browser */
function parse(text: string): { value: unknown } | undefined {
  try {
    return { value: (JSON.parse as (text: string, reviver: Reviver) => unknown)(text, keepNumber) };
  } catch {
    return undefined;
  }
}

export function JsonTree({ text }: { text: string }) {
  const parsed = useMemo(() => parse(text), [text]);
  if (!parsed) return <pre>{escapeText(text)}</pre>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard
    <section class="json-tree" aria-label="The value as a tree" tabIndex={0}>
      <Node value={parsed.value} depth={0} />
    </section>
  );
}

function Node({ name, value, depth }: { name?: string; value: unknown; depth: number }) {
  const label = name !== undefined && (
    <>
      <bdi class="json-name">{escapeText(name)}</bdi>:{' '}
    </>
  );
  if (typeof value === 'object' && value !== null && !(value instanceof ExactNumber)) {
    return <Branch label={label} value={value} depth={depth} />;
  }
  return (
    <div>
      {label}
      <Leaf value={value} />
    </div>
  );
}

function Branch({ label, value, depth }: { label: preact.ComponentChildren; value: object; depth: number }) {
  const isArray = Array.isArray(value);
  const names = useMemo(() => (isArray ? undefined : Object.keys(value)), [value, isArray]);
  const size = names?.length ?? (value as unknown[]).length;
  const [open, setOpen] = useState(depth < OPEN_DEPTH && size <= OPEN_SIZE);
  const [shown, setShown] = useState(PART);
  const counted = isArray ? `[ ${size} ]` : `{ ${size} }`;
  if (size === 0) {
    return (
      <div>
        {label}
        {isArray ? '[ ]' : '{ }'}
      </div>
    );
  }
  const last = Math.min(size, shown);
  return (
    <div>
      <button type="button" class="json-fold" aria-expanded={open} onClick={() => setOpen(!open)}>
        <span aria-hidden="true">{open ? '▾' : '▸'}</span> {label}
        <span class="none">{counted}</span>
      </button>
      {open && (
        <div class="json-children">
          {Array.from({ length: last }, (_, i) => {
            const name = names ? (names[i] ?? '') : String(i);
            const child = names ? (value as Record<string, unknown>)[name] : (value as unknown[])[i];
            return <Node key={name} name={name} value={child} depth={depth + 1} />;
          })}
          {last < size && (
            <button type="button" class="quiet" onClick={() => setShown(shown + PART)}>
              show {Math.min(PART, size - last)} more of {size}
            </button>
          )}
        </div>
      )}
    </div>
  );
}

function Leaf({ value }: { value: unknown }) {
  const [whole, setWhole] = useState(false);
  if (value instanceof ExactNumber) return <span class="json-number">{value.source}</span>;
  if (typeof value !== 'string') {
    return <span class={typeof value === 'number' ? 'json-number' : 'json-word'}>{String(value)}</span>;
  }
  const isLong = value.length > LONG_TEXT && !whole;
  return (
    <>
      <bdi class="json-text">"{escapeText(isLong ? value.slice(0, LONG_TEXT) : value)}"</bdi>
      {isLong && (
        <button type="button" class="quiet" onClick={() => setWhole(true)}>
          … show all {value.length} characters
        </button>
      )}
    </>
  );
}
