/** A port of 127.0.0.1 that nobody has now. */
import { findFreePorts } from '@workbook/services';

export async function freePort(): Promise<number> {
  const [port = 0] = await findFreePorts(1);
  return port;
}
