// Draws the sample photos that CAOS ships (resources/samples), from nothing but numbers, so that their licence is ours.
// Usage: node scripts/make-samples.mjs [--out DIR] [--only NAME]. The same files come out each time.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { developPhoto } from './samples/develop.mjs';
import { renderScene, sampleScenes } from './samples/scenes.mjs';

const { values } = parseArgs({
  options: {
    out: { type: 'string', default: path.resolve(import.meta.dirname, '../resources/samples') },
    only: { type: 'string' },
  },
});
mkdirSync(values.out, { recursive: true });
for (const scene of sampleScenes) {
  if (values.only !== undefined && scene.name !== values.only) continue;
  const startedAt = performance.now();
  const file = path.join(values.out, `${scene.name}.jpg`);
  const sizeBytes = await developPhoto(renderScene(scene), scene, file);
  console.log(
    `${file}: ${Math.round(sizeBytes / 1024)} KB in ${Math.round(performance.now() - startedAt)} ms`,
  );
}
