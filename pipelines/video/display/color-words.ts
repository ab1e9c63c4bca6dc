const HUES: readonly [upTo: number, name: string][] = [
  [15, 'red'],
  [40, 'orange'],
  [65, 'yellow'],
  [160, 'green'],
  [195, 'cyan'],
  [255, 'blue'],
  [290, 'purple'],
  [335, 'pink'],
  [360, 'red'],
];

/** A colour such as `#3060c0` in words, for those who can't see it: `blue`, `dark green`, `light grey`. */
export function colorInWords(hex: string): string {
  const digits = /^#([0-9a-f]{6})$/i.exec(hex)?.[1];
  if (!digits) return 'unknown';
  const [red = 0, green = 0, blue = 0] = [0, 2, 4].map((at) => Number.parseInt(digits.slice(at, at + 2), 16) / 255);
  const max = Math.max(red, green, blue);
  const min = Math.min(red, green, blue);
  const lightness = (max + min) / 2;
  if (lightness < 0.07) return 'black';
  if (lightness > 0.95) return 'white';
  const chroma = max - min;
  const saturation = chroma / (1 - Math.abs(2 * lightness - 1));
  const name = saturation < 0.12 || chroma < 0.06 ? 'grey' : hueName(hueOf(red, green, blue, max, chroma));
  if (lightness < 0.3) return `dark ${name}`;
  return lightness > 0.72 ? `light ${name}` : name;
}

/** In degrees, 0 to 360. */
function hueOf(red: number, green: number, blue: number, max: number, chroma: number): number {
  if (max === red) return (((green - blue) / chroma) * 60 + 360) % 360;
  if (max === green) return ((blue - red) / chroma) * 60 + 120;
  return ((red - green) / chroma) * 60 + 240;
}

function hueName(degrees: number): string {
  return HUES.find(([upTo]) => degrees < upTo)?.[1] ?? 'red';
}
