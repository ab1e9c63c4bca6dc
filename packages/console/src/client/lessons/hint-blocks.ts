/** A hint's Markdown, cut into what is shown differently. */

export interface TextPart {
  code: boolean;
  text: string;
}

/** Paragraphs and fenced blocks of code, in their order. */
export function hintBlocks(markdown: string): TextPart[] {
  const blocks: TextPart[] = [];
  let lines: string[] = [];
  let code = false;
  const finish = () => {
    const text = lines.join('\n');
    if (text.trim() !== '') blocks.push({ code, text: code ? text : text.trim() });
    lines = [];
  };
  for (const line of markdown.split('\n')) {
    if (line.startsWith('```')) {
      finish();
      code = !code;
    } else if (line.trim() === '' && !code) finish();
    else lines.push(line);
  }
  finish();
  return blocks;
}

/** Text and `code` in one paragraph. */
export function codeParts(text: string): TextPart[] {
  return text
    .split(/(`[^`]+`)/)
    .filter((part) => part !== '')
    .map((part) => (/^`[^`]+`$/.test(part) ? { code: true, text: part.slice(1, -1) } : { code: false, text: part }));
}
