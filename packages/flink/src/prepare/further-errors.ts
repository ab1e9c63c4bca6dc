/** The errors of a compiler besides those that are explained. */

/** So many are named: who mends the first ones compiles again. */
const NAMED = 10;
/** A longer sentence than this is cut, in characters. */
const LONGEST_SENTENCE = 120;

/** Lines count from 1. */
interface CompilerError {
  file: string;
  line: number;
  message: string;
}

/**
 * A line for each: where it is, and the beginning of what the compiler says.
 *
 * @param nameOf what a file is called; nothing for the one that all is about
 */
export function furtherErrors(
  errors: readonly CompilerError[],
  nameOf: (file: string) => string | undefined,
): string[] {
  const named = errors.slice(0, NAMED).map(({ file, line, message }) => {
    const name = nameOf(file);
    const [sentence = ''] = message.split('\n');
    const said = sentence.length > LONGEST_SENTENCE ? `${sentence.slice(0, LONGEST_SENTENCE - 1)}…` : sentence;
    return `  ${name === undefined ? '' : `${name}, `}line ${line}: ${said}`;
  });
  const more = errors.length - named.length;
  return more > 0 ? [...named, `  … and ${more} more`] : named;
}

/** Without the parameters that have no type because the function that they belong to fits nowhere. */
export function withoutUntyped<E extends CompilerError>(errors: readonly E[]): E[] {
  return errors.filter(
    (error, index) =>
      !/^Parameter '.*' implicitly has an 'any' type\.$/.test(error.message) ||
      !errors.slice(0, index).some(({ file, line, message }) => {
        return file === error.file && line === error.line && message.startsWith('Argument of type');
      }),
  );
}
