/** What can be done with a message that is seen: send it once more, or change it first. */
import { useState } from 'preact/hooks';
import { nameInAddress } from '../../api/names.js';
import type { Problem } from '../../api/problem.js';
import type { MessageView, SentMessage } from '../../api/topics.js';
import { ProblemNote } from '../parts/problem-note.js';
import { change, problemFrom } from '../parts/server.js';
import { draftOf } from './draft.js';

export function Again({ topic, message }: { topic: string; message: MessageView }) {
  const [busy, setBusy] = useState(false);
  const [sent, setSent] = useState<string>();
  const [problem, setProblem] = useState<Problem>();
  const { partition, offset } = message;
  const page = `/topics/${nameInAddress(topic)}`;
  const send = async () => {
    setBusy(true);
    setSent(undefined);
    setProblem(undefined);
    try {
      const place = await change<SentMessage>('POST', `${page}/messages/${partition}/${offset}/again`);
      setSent(`Sent again: partition ${place.partition}, offset ${place.offset}.`);
    } catch (error) {
      setProblem(problemFrom(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <div class="buttons">
        <button type="button" disabled={busy} onClick={send}>
          Send it again
        </button>
        {draftOf(message) && <a href={`${page}?view=send&copy=${partition}/${offset}`}>Copy into Send</a>}
        <span role="status">{sent}</span>
      </div>
      {problem && <ProblemNote problem={problem} />}
    </>
  );
}
