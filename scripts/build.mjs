// `npm run build`: out/main, out/preload and out/renderer, always anew.
import { buildIfStale } from './setup/build-if-stale.mjs';
import { ensureNodeModules } from './setup/node-modules.mjs';
import { runScript } from './setup/progress.mjs';

await runScript(async () => {
  await ensureNodeModules();
  await buildIfStale({ force: true });
});
