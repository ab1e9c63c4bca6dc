/** A hint's Markdown: paragraphs, `code` and blocks of code. Anything else stands there as it was written. */
import { codeParts, hintBlocks } from './hint-blocks.js';

export function HintText({ text }: { text: string }) {
  return (
    <>
      {hintBlocks(text).map((block, index) =>
        block.code ? (
          <pre key={index} class="lines">
            {block.text}
          </pre>
        ) : (
          <p key={index} class="lines">
            {codeParts(block.text).map((part, place) => (part.code ? <code key={place}>{part.text}</code> : part.text))}
          </p>
        ),
      )}
    </>
  );
}
