// Where things lie in this clone. Nothing here looks outside the project's own folder.
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const isWindows = process.platform === 'win32';
export const rootDir = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** What can be fetched or built again; ignored by git, survives `npm ci`. */
export const runtimeDir = join(rootDir, '.runtime');

/** The Node that ships with the app: `caos`, the media host and the tests run under it. */
export const bundledNode = join(rootDir, 'node_modules', 'node', 'bin', isWindows ? 'node.exe' : 'node');

export const inProject = (...parts) => join(rootDir, ...parts);
