/** Where a job's tasks stand in its picture: in columns from left to right, each after all that it reads from. */

export interface GraphNode {
  id: string;
  /** Lines of text in its box. */
  lines: number;
  /** The nodes that it reads. */
  inputs: readonly string[];
}

export interface Box {
  id: string;
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface Edge {
  from: string;
  to: string;
  /** An SVG path. */
  path: string;
  /** The middle of it. */
  x: number;
  y: number;
}

export interface GraphLayout {
  boxes: Box[];
  edges: Edge[];
  width: number;
  height: number;
}

/** In pixels. */
export const SIZES = { width: 250, line: 17, padding: 10, columnGap: 90, rowGap: 26, margin: 6 } as const;

export function layoutGraph(nodes: readonly GraphNode[]): GraphLayout {
  const columns = columnsOf(nodes);
  const heightOf = ({ lines }: GraphNode) => lines * SIZES.line + 2 * SIZES.padding;
  const columnHeight = (column: readonly GraphNode[]) =>
    column.reduce((sum, node) => sum + heightOf(node), 0) + SIZES.rowGap * Math.max(0, column.length - 1);
  const tallest = Math.max(0, ...columns.map(columnHeight));
  const boxes = new Map<string, Box>();
  columns.forEach((column, index) => {
    let y = SIZES.margin + (tallest - columnHeight(column)) / 2;
    for (const node of inOrder(column, boxes)) {
      const x = SIZES.margin + index * (SIZES.width + SIZES.columnGap);
      boxes.set(node.id, { id: node.id, x, y, width: SIZES.width, height: heightOf(node) });
      y += heightOf(node) + SIZES.rowGap;
    }
  });
  const edges = nodes.flatMap(({ id, inputs }) =>
    inputs.flatMap((input) => {
      const [from, to] = [boxes.get(input), boxes.get(id)];
      return from && to ? [edgeBetween(from, to)] : [];
    }),
  );
  const width = Math.max(0, columns.length * (SIZES.width + SIZES.columnGap) - SIZES.columnGap) + 2 * SIZES.margin;
  return { boxes: [...boxes.values()], edges, width, height: tallest + 2 * SIZES.margin };
}

/** A node stands one column after the last of those that it reads. What reads itself, as no job of Flink's does, is let be. */
function columnsOf(nodes: readonly GraphNode[]): GraphNode[][] {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const columns = new Map<string, number>();
  const columnOf = (node: GraphNode, path: readonly string[]): number => {
    const known = columns.get(node.id);
    if (known !== undefined) return known;
    const before = node.inputs.flatMap((id) => (path.includes(id) ? [] : (byId.get(id) ?? [])));
    const column = Math.max(-1, ...before.map((input) => columnOf(input, [...path, node.id]))) + 1;
    columns.set(node.id, column);
    return column;
  };
  const found: GraphNode[][] = [];
  for (const node of nodes) {
    const column = columnOf(node, []);
    found[column] = [...(found[column] ?? []), node];
  }
  return found;
}

/** Those that read from further up stand further up, so that few lines cross. */
function inOrder(column: readonly GraphNode[], boxes: ReadonlyMap<string, Box>): GraphNode[] {
  const heightOf = ({ inputs }: GraphNode) => {
    const middles = inputs.flatMap((id) => boxes.get(id) ?? []).map(({ y, height }) => y + height / 2);
    return middles.length === 0 ? 0 : middles.reduce((sum, y) => sum + y, 0) / middles.length;
  };
  return [...column].sort((a, b) => heightOf(a) - heightOf(b));
}

function edgeBetween(from: Box, to: Box): Edge {
  const [x1, y1] = [from.x + from.width, from.y + from.height / 2];
  const [x2, y2] = [to.x, to.y + to.height / 2];
  const bend = Math.max(30, (x2 - x1) / 2);
  return {
    from: from.id,
    to: to.id,
    path: `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2 - 5} ${y2}`,
    x: (x1 + x2) / 2,
    y: (y1 + y2) / 2,
  };
}
