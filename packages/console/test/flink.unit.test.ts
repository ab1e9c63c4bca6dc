import type { Settings } from '@workbook/services';
import { describe, expect, it } from 'vitest';
import { answering, TIMED_OUT } from '../../flink/test/client/answering.js';
import { FlinkConnection } from '../src/server/flink.js';

const connectionTo = (url: string) => new FlinkConnection(() => ({ mode: 'embedded', flink: { url } }) as Settings);

describe('what the pages ask Flink', () => {
  it('is asked again where the answer is transient, and once for all who ask at the same time', async () => {
    const flink = await answering((_, before) => (before === 0 ? TIMED_OUT : [200, { jobs: [] }]));
    const connection = connectionTo(flink.url);
    const asked = [connection.get('/jobs/overview'), connection.client('/nowhere').list()];
    expect(await Promise.all(asked)).toEqual([{ jobs: [] }, []]);
    expect(flink.asked).toEqual(['GET /jobs/overview', 'GET /jobs/overview']);
  });

  it.each([
    [404, 'not-found', 'Flink does not know this: no job'],
    [400, 'refused', 'Flink refused: no job'],
  ])('ends with status %i as %s', async (status, code, message) => {
    const flink = await answering(() => [status, { errors: ['no job\n\tat a.b'] }]);
    await expect(connectionTo(flink.url).get('/jobs/x')).rejects.toMatchObject({ code, message });
  });

  it('ends at once where nothing listens, with the way back', async () => {
    const answer = connectionTo('http://127.0.0.1:9').get('/jobs');
    await expect(answer).rejects.toMatchObject({
      code: 'flink-away',
      message: 'Flink does not answer at http://127.0.0.1:9.',
    });
    const problem = await answer.catch((error: { toJSON(): unknown }) => error.toJSON());
    expect(problem).toMatchObject({ command: 'npm run services up' });
  });

  it('ends with the status where Flink goes on with an error', async () => {
    const flink = await answering(() => TIMED_OUT);
    const answer = connectionTo(flink.url).get('/jobs');
    await expect(answer).rejects.toMatchObject({
      code: 'refused',
      message: 'Flink answered GET /jobs with status 500: slow',
    });
  });
});
