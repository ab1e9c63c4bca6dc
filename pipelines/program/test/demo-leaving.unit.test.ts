import { describe, expect, it } from 'vitest';
import { Leaving } from '../demo-leaving.js';

describe('what is said of a run that its user left', () => {
  it('is that the job was cancelled, if it was', async () => {
    const leaving = new Leaving();
    leaving.try('job', Promise.resolve());
    leaving.try('groups', Promise.resolve());
    await leaving.done();
    const [many, one, none] = [2_627, 1, 0].map((unsent) => leaving.describe(unsent, 'message'));
    expect(many).toBe('Left before the end: 2 627 messages were not sent, and the job was cancelled.');
    expect(one).toBe('Left before the end: 1 message was not sent, and the job was cancelled.');
    expect(none).toBe('Left before the end: the job was cancelled.');
  });

  it('is what could not be done, where Flink and Kafka are down', async () => {
    const leaving = new Leaving();
    leaving.try('job', Promise.reject(new Error('fetch failed')));
    leaving.try('groups', Promise.reject(new Error('no broker')));
    await leaving.done();
    expect(leaving.describe(12, 'message')).toBe(
      'Left before the end: 12 messages were not sent, and the job could not be cancelled, for Flink does not answer. ' +
        "If Flink was stopped, its jobs ended with it. Kafka does not answer: this run's consumer groups stay, and the " +
        'next demo removes them.',
    );
  });
});
