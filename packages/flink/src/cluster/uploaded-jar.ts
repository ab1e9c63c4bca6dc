/** A jar on the cluster for as long as it is needed. See https://nightlies.apache.org/flink/flink-docs-stable/docs/ops/rest_api/#jars-upload */
import type { FlinkRest } from './rest.js';

interface UploadedJars {
  files: { id: string; name: string }[];
}

/**
 * Uploads a jar, and removes it when `use` has ended.
 *
 * @param name the file's name, which no other upload has
 * @param use gets the jar's route, such as `/jars/…`
 */
export async function withUploadedJar(
  rest: FlinkRest,
  name: string,
  jar: Blob,
  use: (route: string) => Promise<void>,
): Promise<void> {
  const form = new FormData();
  form.append('jarfile', jar, name);
  let mayBeTwice = false;
  const onRepeat = () => {
    mayBeTwice = true;
  };
  const routes: string[] = [];
  try {
    const upload = await rest.post<{ filename: string }>('/jars/upload', form, { repeatable: true, onRepeat });
    const route = routeOf(upload.filename.split('/').at(-1) ?? '');
    routes.push(route);
    await use(route);
  } finally {
    if (mayBeTwice) routes.push(...(await routesOf(rest, name)));
    await Promise.all([...new Set(routes)].map((route) => rest.delete(route).catch(() => {})));
  }
}

const routeOf = (id: string) => `/jars/${encodeURIComponent(id)}`;

async function routesOf(rest: FlinkRest, name: string): Promise<string[]> {
  try {
    const { files } = await rest.get<UploadedJars>('/jars');
    return files.filter((file) => file.name === name).map(({ id }) => routeOf(id));
  } catch {
    // Whatever went wrong before says more.
    return [];
  }
}
