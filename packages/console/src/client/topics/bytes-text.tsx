/** A key, value or header in a line. Text only: whatever stands in a message, the browser sees characters. */
import { escapeText } from '@workbook/terminal/escape';
import { BYTE_ORDER_MARK, type BytesView } from '../../api/topics.js';
import { formatBytes } from '../parts/format.js';

export function BytesText({ view, none }: { view: BytesView | null; none: string }) {
  if (!view) return <em class="none">{none}</em>;
  const { kind, size, text, truncated } = view;
  if (kind === 'empty') return <em class="none">empty</em>;
  if (kind === 'jpeg') {
    return (
      <em class="none">
        JPEG picture, {view.width} × {view.height}, {formatBytes(size)}
      </em>
    );
  }
  if (kind === 'binary') {
    return (
      <>
        <em class="none">{formatBytes(size)}, not text: </em>
        <code>
          {text}
          {truncated && ' …'}
        </code>
      </>
    );
  }
  const marked = text.startsWith(BYTE_ORDER_MARK);
  return (
    <>
      {marked && <em class="none">byte order mark: </em>}
      <bdi>{escapeText(marked ? text.slice(BYTE_ORDER_MARK.length) : text)}</bdi>
      {truncated && <em class="none"> … {formatBytes(size)}</em>}
    </>
  );
}
