/** What a drop would become, told before anything happens and without reading a file. */
import type { ImportPlan } from '../../src-shared/ipc-contract';
import { countFolder } from '../media/count-folder';

/** Counting stops here, so that a dropped disk answers at once too. */
const COUNT_LIMIT = { maxFiles: 20_000, maxMs: 1500 };

export const planImport = (paths: string[]): Promise<ImportPlan> =>
  countFolder(paths, { ...COUNT_LIMIT, now: () => performance.now() });
