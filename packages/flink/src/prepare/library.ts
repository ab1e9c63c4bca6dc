/** Where this package's own files are, whether it runs from dist/ or from src/. */
import { fileURLToPath } from 'node:url';

const file = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

/** What `@workbook/flink` means inside a job's bundle: the API without the client. */
export const API_FILE = file('../../dist/api.js');
/** The bundle's first module: fixes clock and randomness before the author's module is evaluated. */
export const PRELUDE_FILE = file('../../dist/runtime/prelude.js');
/** The bundle's last module: gives Node and the Java runner their entry points. */
export const INSTALL_FILE = file('../../dist/runtime/install.js');
/** Runs in a worker thread and evaluates bundles. */
export const PLAN_WORKER_FILE = file('../../dist/prepare/plan-worker.js');
/** Runs in a worker thread and keeps a TypeScript compiler. */
export const WARM_COMPILER_FILE = file('../../dist/prepare/warm-compiler-worker.js');
/** Frames from here are not the author's. */
export const LIBRARY_FOLDERS = [file('../../src'), file('../../dist')];
