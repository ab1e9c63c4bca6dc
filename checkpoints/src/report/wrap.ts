/** Markdown for a terminal: paragraphs are broken into lines, code is only indented. */
export function wrapMarkdown(markdown: string, width: number): string[] {
  let inCode = false;
  return markdown.split('\n').flatMap((line) => {
    const fence = line.startsWith('```');
    if (fence) inCode = !inCode;
    if (fence) return [];
    return inCode ? [`  ${line}`.trimEnd()] : wrapLine(line, width);
  });
}

/** Later lines of a list's entry stand below its text. */
function wrapLine(line: string, width: number): string[] {
  const indent = ' '.repeat(/^\s*(?:[-*] |\d+\. )?/.exec(line)?.[0].length ?? 0);
  const lines: string[] = [];
  let current = '';
  for (const word of line.split(' ')) {
    if (current.trim() !== '' && current.length + 1 + word.length > width) {
      lines.push(current);
      current = indent + word;
    } else {
      current = current === '' ? word : `${current} ${word}`;
    }
  }
  return [...lines, current];
}
