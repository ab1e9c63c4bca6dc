import { expect, test } from 'vitest';
import { withoutSecrets } from '../src/doctor.js';

test('the doctor’s report leaves out passwords and the user’s name', () => {
  const text = 'FLINK_REST_URL=https://me:hunter2@flink.example/ password=abc token: "x y" /home/ada/workbook';
  expect(withoutSecrets(text, '/home/ada')).toBe(
    'FLINK_REST_URL=https://***@flink.example/ password=*** token: *** ~/workbook',
  );
});
