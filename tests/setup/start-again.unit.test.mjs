import { startAgain as built } from '@workbook/services';
import { describe, expect, it } from 'vitest';
import { startAgain as unbuilt } from '../../setup/start-again.mjs';

describe.each([
  ['before anything is built', unbuilt],
  ['once the services are built', built],
])('the way to another port, %s,', (_, startAgain) => {
  const typed = (...words) => ['node', '/somewhere/setup.mjs', 'start', ...words];

  it('keeps the words and the other ports that its user chose', () => {
    const env = { WORKBOOK_KAFKA_PORT: '9092', WORKBOOK_FLINK_PORT: '28081', WORKBOOK_HOME: '/elsewhere' };
    expect(startAgain('WORKBOOK_KAFKA_PORT', 9192, typed('no-open'), env)).toBe(
      'WORKBOOK_FLINK_PORT=28081 WORKBOOK_KAFKA_PORT=9192 npm start no-open',
    );
    expect(startAgain('WORKBOOK_KAFKA_PORT', 9192, typed(), { npm_config_open: '' })).toBe(
      'WORKBOOK_KAFKA_PORT=9192 npm start no-open',
    );
    expect(startAgain('WORKBOOK_FLINK_PORT', 8181, typed(), {})).toBe('WORKBOOK_FLINK_PORT=8181 npm start');
  });

  it('is none of another command’s words', () => {
    const demo = ['node', '/somewhere/demo.ts', 'seconds=5'];
    expect(startAgain('WORKBOOK_FLINK_PORT', 8181, demo, {})).toBe('WORKBOOK_FLINK_PORT=8181 npm start');
  });
});
