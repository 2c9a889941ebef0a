// What is built: main-process programs (ESM), the sandboxed preload (CommonJS) and the page. `npm run build` runs it.
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';

/**
 * Native packages, and Electron itself, stay outside. All else is bundled into the main programs: the packaged app then
 * carries few modules and starts fast.
 */
const nativePackages = [
  /^better-sqlite3(\/|$)/,
  /^sharp(\/|$)/,
  /^@napi-rs\/keyring(\/|$)/,
  /^ffprobe-static(\/|$)/,
];

export default defineConfig({
  main: {
    build: {
      outDir: 'out/main',
      target: 'node20',
      externalizeDeps: false,
      reportCompressedSize: false,
      sourcemap: true,
      rollupOptions: {
        input: {
          main: 'src-main/main.ts',
          cli: 'src-main/cli.ts',
          'upload-worker': 'src-main/workers/upload-worker.ts',
          'library-worker': 'src-main/workers/library-worker.ts',
          'checkpoint-worker': 'src-main/workers/checkpoint-worker.ts',
          'media-host': 'src-main/workers/media-host.ts',
        },
        external: ['electron', /^electron\//, ...nativePackages],
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      target: 'node20',
      externalizeDeps: false,
      reportCompressedSize: false,
      rollupOptions: {
        input: { preload: 'src-main/electron/preload.ts' },
        external: ['electron'],
        // A sandboxed preload is one CommonJS file: it can require nothing but `electron`.
        output: { format: 'cjs', entryFileNames: '[name].cjs', codeSplitting: false },
      },
    },
  },
  renderer: {
    root: 'src-renderer',
    plugins: [react()],
    build: {
      outDir: 'out/renderer',
      target: 'chrome130',
      reportCompressedSize: false,
      // The page's content security policy allows no inline code or data: URLs for scripts and fonts.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      rollupOptions: { input: { index: 'src-renderer/index.html' } },
    },
  },
});
