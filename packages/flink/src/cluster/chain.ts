/** The operators of a task, from the name that Flink gives it: `a -> b`, or `a -> (b, c -> d)` where it forks. */

const ARROW = ' -> ';
const COMMA = ', ';

/** An operator in a chain, and the number of forks before it. */
export interface ChainedOperator {
  name: string;
  depth: number;
}

/** In the order in which records pass them. A name may itself hold brackets. */
export function operatorsIn(name: string, depth = 0): ChainedOperator[] {
  return splitOutside(name, ARROW).flatMap((part, index, parts) => {
    const isFork = index > 0 && index === parts.length - 1 && part.startsWith('(') && part.endsWith(')');
    if (!isFork) return [{ name: part, depth }];
    return splitOutside(part.slice(1, -1), COMMA).flatMap((branch) => operatorsIn(branch, depth + 1));
  });
}

/** Splits where the separator stands outside of all brackets; brackets without a partner count as text. */
function splitOutside(text: string, separator: string): string[] {
  const parts: string[] = [];
  let open = 0;
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '(') open += 1;
    else if (text[at] === ')') open = Math.max(0, open - 1);
    else if (open === 0 && text.startsWith(separator, at)) {
      parts.push(text.slice(start, at));
      start = at + separator.length;
      at = start - 1;
    }
  }
  const rest = text.slice(start);
  // An opening bracket that is never closed hides the separators behind it.
  if (open > 0 && rest.includes(separator)) return [...parts, ...rest.split(separator)];
  return [...parts, rest];
}
