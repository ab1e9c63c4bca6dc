// tslab compiles in two steps, from TypeScript to JavaScript's modules and from those to Node's, and keeps no source maps.

const INLINE_MAP = /\n?\/\/# sourceMappingURL=data:application\/json;base64,([\w+/=]+)\s*$/;
const MAP_COMMENT = /\n?\/\/# sourceMappingURL=\S+\s*$/;

/**
 * A `transpileModule`, the second step, that keeps its map and that of the first step, which arrives at the end of its input.
 *
 * @param {object} ts the compiler
 * @returns {{transpileModule: Function, sourceMaps: (output: string) => string[] | undefined}} the maps of an output, the last
 *   step's first; each can be had once
 */
export function keepSourceMaps(ts) {
  const kept = new Map();
  const transpileModule = (input, options) => {
    const inline = INLINE_MAP.exec(input);
    if (!inline) return ts.transpileModule(input, options);
    const compilerOptions = { ...options.compilerOptions, sourceMap: true };
    const result = ts.transpileModule(input.replace(INLINE_MAP, ''), { ...options, compilerOptions });
    const outputText = result.outputText.replace(MAP_COMMENT, '\n');
    kept.set(outputText, [result.sourceMapText, Buffer.from(inline[1], 'base64').toString()]);
    return { ...result, outputText };
  };
  const sourceMaps = (output) => {
    const maps = kept.get(output);
    kept.delete(output);
    return maps;
  };
  return { transpileModule, sourceMaps };
}
