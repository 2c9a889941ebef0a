/** Builds the page with a fake bridge in front, to look at its screens in any browser. Nothing of this ships. */
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const fakeBridge = fileURLToPath(new URL('./fake-bridge.ts', import.meta.url));

export default defineConfig({
  root: fileURLToPath(new URL('../../../src-renderer', import.meta.url)),
  logLevel: 'warn',
  plugins: [
    react(),
    {
      name: 'fake-bridge',
      transformIndexHtml: {
        order: 'pre',
        handler: () => [
          { tag: 'script', attrs: { type: 'module', src: `/@fs${fakeBridge}` }, injectTo: 'head-prepend' },
        ],
      },
      resolveId: (id) => (id === `/@fs${fakeBridge}` ? fakeBridge : null),
      // A plain browser has no media: protocol; the same pictures come over http here.
      transform: (code, id) =>
        id.endsWith('ipc-contract.ts') ? code.replaceAll('media://', '/media/') : null,
    },
  ],
  build: {
    target: 'chrome130',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    emptyOutDir: true,
    minify: false,
  },
});
