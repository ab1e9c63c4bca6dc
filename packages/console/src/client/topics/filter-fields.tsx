/** What messages are filtered by. */
import { useId, useState } from 'preact/hooks';

export interface FilterValues {
  partitions: string;
  key: string;
  header: string;
  text: string;
  json: string;
}

export const NO_FILTER: FilterValues = { partitions: '', key: '', header: '', text: '', json: '' };

export const FILTER_NAMES = Object.keys(NO_FILTER) as readonly (keyof FilterValues)[];

/** As it goes into an address; what is empty is left out. */
export function filterQuery(values: FilterValues): URLSearchParams {
  return new URLSearchParams(Object.entries(values).filter(([, value]) => value.trim() !== ''));
}

const FIELDS: readonly { name: keyof FilterValues; label: string; placeholder: string }[] = [
  { name: 'partitions', label: 'Partitions', placeholder: 'all, or 0, 2' },
  { name: 'key', label: 'Key contains', placeholder: 'u-1, or "u-1" for all of it' },
  { name: 'header', label: 'Header', placeholder: 'trace, or trace=abc' },
  { name: 'text', label: 'Value contains', placeholder: 'any text' },
  { name: 'json', label: 'JSON', placeholder: 'amount > 100' },
];

export function FilterFields({ values, onChange }: { values: FilterValues; onChange: (values: FilterValues) => void }) {
  const id = useId();
  const set = Object.values(values).filter((value) => value.trim() !== '').length;
  // On a narrow screen the messages would stand far below.
  const [startsOpen] = useState(() => innerWidth > 640);
  return (
    <details class="filter-fields" open={startsOpen}>
      <summary>Filter{set > 0 && ` (${set} set)`}</summary>
      <div class="filter">
        {FIELDS.map(({ name, label, placeholder }) => (
          <div key={name} class="field">
            <label for={`${id}-${name}`}>{label}</label>
            <input
              id={`${id}-${name}`}
              value={values[name]}
              placeholder={placeholder}
              autocomplete="off"
              spellcheck={false}
              onInput={(event) => onChange({ ...values, [name]: event.currentTarget.value })}
            />
          </div>
        ))}
      </div>
    </details>
  );
}
