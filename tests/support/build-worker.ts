/** Bundles the upload worker for tests: a thread runs plain JavaScript, and the app's own build may be absent or old. */
import { mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'vite';

/** Built below the project, so that packages resolve. Whoever builds it disposes of it. */
export async function buildUploadWorker(): Promise<{ workerPath: string; dispose: () => Promise<void> }> {
  const project = path.resolve(import.meta.dirname, '../..');
  const outDir = await mkdtemp(path.join(project, 'node_modules/.caos-worker-'));
  await build({
    configFile: false,
    root: project,
    logLevel: 'error',
    build: {
      ssr: 'src-main/workers/upload-worker.ts',
      outDir,
      target: 'node20',
      rollupOptions: { output: { format: 'es', entryFileNames: 'upload-worker.mjs' } },
    },
  });
  return {
    workerPath: path.join(outDir, 'upload-worker.mjs'),
    dispose: () => rm(outDir, { recursive: true, force: true }),
  };
}
