/**
 * Checks that are written for one shape of objects. The TaskManager interprets JavaScript: a loop over a record's
 * properties takes it longer than parsing the record. So objects like one that was good are checked by a function that was
 * generated for the names of its properties, and asks for each of them by itself.
 */

export type Check = (value: unknown) => boolean;

/** Objects of more properties, or of ever new shapes, are checked in the general way. */
const MOST_PROPERTIES = 50;
const MOST_SHAPES = 8;

export class ShapeCheck {
  /** Whether a value is good, and has the shape of the last one that was. */
  isLikeLast: Check = () => false;
  #shapesLeft = MOST_SHAPES;

  /** @param isGood decides about values of any shape, and about what is inside them */
  constructor(private readonly isGood: Check) {}

  /** Whether a value of another shape is good. The next ones like it are then known. */
  isGoodToo(value: unknown): boolean {
    const good = this.isGood(value);
    if (good && this.#shapesLeft > 0 && isPlainObject(value)) {
      this.#shapesLeft -= 1;
      this.isLikeLast = checkFor(value, this.isGood) ?? this.isLikeLast;
    }
    return good;
  }
}

function isPlainObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

/** The function for objects like this one; undefined if they are too odd. As many properties as names, and each is there: no others are. */
function checkFor(sample: object, isGood: Check): Check | undefined {
  const properties = Object.entries(sample);
  // A name that objects inherit would be there without being theirs, and undefined can't be told from missing.
  const isOdd = properties.some(([name, part]) => part === undefined || name in Object.prototype);
  if (isOdd || properties.length > MOST_PROPERTIES) return undefined;
  const tests = [
    'typeof value === "object" && value !== null',
    ...properties.map(([name, part]) => testFor(`value[${JSON.stringify(name)}]`, part)),
    `keys(value).length === ${properties.length}`,
    'prototypeOf(value) === plain',
  ];
  const generated = new Function(
    'isGood',
    'isFinite',
    'keys',
    'prototypeOf',
    'plain',
    `return (value) => ${tests.join(' && ')}`,
  );
  return generated(isGood, Number.isFinite, Object.keys, Object.getPrototypeOf, Object.prototype);
}

function testFor(property: string, part: unknown): string {
  if (typeof part === 'string') return `typeof ${property} === "string"`;
  if (typeof part === 'number') return `isFinite(${property})`;
  return `isGood(${property})`;
}
