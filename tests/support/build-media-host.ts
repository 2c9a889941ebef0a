/** Bundles the media host as the product does, so that tests run the very program, in its own process. */
import { mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import ffprobe from 'ffprobe-static';
import { build } from 'vite';

const root = path.resolve(import.meta.dirname, '../..');

export interface BuiltMediaHost extends AsyncDisposable {
  hostPath: string;
  /** The standalone Node that runs it. */
  nodePath: string;
  ffprobePath: string;
}

/** A freshly built host; dispose of it after the tests. */
export async function buildMediaHost(): Promise<BuiltMediaHost> {
  // Inside the project, since the host imports sharp from its node_modules.
  const outDir = await mkdtemp(path.join(root, 'node_modules', '.media-host-'));
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    ssr: { noExternal: true, external: ['sharp'] },
    build: {
      ssr: 'src-main/workers/media-host.ts',
      outDir,
      target: 'node20',
      rollupOptions: { output: { format: 'es', entryFileNames: 'media-host.mjs' } },
    },
  });
  return {
    hostPath: path.join(outDir, 'media-host.mjs'),
    nodePath: process.execPath,
    ffprobePath: ffprobe.path,
    [Symbol.asyncDispose]: () => rm(outDir, { recursive: true, force: true }),
  };
}
