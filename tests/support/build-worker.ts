/** Bundles programs of ours for tests: threads and processes run plain JavaScript, and the app's own build may be absent or old. */
import { mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'vite';

export interface BuiltProgram {
  /** The bundled module, below the project, so that packages resolve. */
  modulePath: string;
  dispose: () => Promise<void>;
}

/** `entry`: a TypeScript module, from the project's root. Whoever builds it disposes of it. */
export async function buildProgram(entry: string): Promise<BuiltProgram> {
  const project = path.resolve(import.meta.dirname, '../..');
  const outDir = await mkdtemp(path.join(project, 'node_modules/.caos-test-'));
  await build({
    configFile: false,
    root: project,
    logLevel: 'error',
    build: {
      ssr: entry,
      outDir,
      target: 'node20',
      rollupOptions: { output: { format: 'es', entryFileNames: 'program.mjs' } },
    },
  });
  return {
    modulePath: path.join(outDir, 'program.mjs'),
    dispose: () => rm(outDir, { recursive: true, force: true }),
  };
}

export async function buildUploadWorker(): Promise<{ workerPath: string; dispose: () => Promise<void> }> {
  const { modulePath, dispose } = await buildProgram('src-main/workers/upload-worker.ts');
  return { workerPath: modulePath, dispose };
}

export async function buildLibraryWorker(): Promise<{ workerPath: string; dispose: () => Promise<void> }> {
  const { modulePath, dispose } = await buildProgram('src-main/workers/library-worker.ts');
  return { workerPath: modulePath, dispose };
}
