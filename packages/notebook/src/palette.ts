/**
 * The colours of charts: Okabe and Ito's, which people with any kind of colour vision tell apart (https://jfly.uni-koeln.de/color/).
 * Their yellow is left out, because it is too pale on a white page, and their black is `text`, which is pale on a dark page.
 * Their blue is a little lighter here, so that black is legible on it, too.
 * A colour never stands alone: give what it tells apart another shape, a place or a label too.
 * A label on one of them is black: that is legible on each, in a light and in a dark theme.
 */
export const palette = {
  blue: '#0082c8',
  vermillion: '#d55e00',
  green: '#009e73',
  purple: '#cc79a7',
  orange: '#e69f00',
  sky: '#56b4e9',
  /** The page's text colour. */
  text: 'currentColor',
  /** For what is there to compare with: grey, in a light and in a dark theme. */
  quiet: '#8a8a8a',
} as const;

/** The colours of a categorical scale, in the order in which they are used: those that stand out the most first. */
export const colours: readonly string[] = [
  palette.blue,
  palette.vermillion,
  palette.green,
  palette.purple,
  palette.orange,
  palette.sky,
];
