/** The media pool's port without processes: the same code on the same files, in this thread, so that a test sees each job. */

import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeEmbeddedThumbnail } from '../../src-main/media/embedded-thumbnail';
import type { MediaPool } from '../../src-main/media/media-protocol';
import { prepareMedia } from '../../src-main/media/prepare-media';
import { readFacts } from '../../src-main/media/read-facts';
import { makePreview } from '../../src-main/media/thumbnail';

export function createInlineMediaPool(onJob: (type: string) => void = () => undefined): MediaPool {
  let jobId = 0;
  return {
    prepare(job) {
      onJob('prepare');
      return prepareMedia({ ...job, jobId: ++jobId, ffprobePath: '/none' });
    },
    async preview({ sourcePath, previewPath }) {
      onJob('preview');
      return { preview: await makePreview(sourcePath, previewPath, ++jobId) };
    },
    embedded(job) {
      onJob('embedded');
      return makeEmbeddedThumbnail({ ...job, jobId: ++jobId });
    },
    async facts(job) {
      onJob('facts');
      const linkPath = join(tmpdir(), `caos-inline-${process.pid}-${++jobId}.link`);
      return { metadata: await readFacts({ ...job, jobId, ffprobePath: '/none', linkPath }) };
    },
    close: async () => undefined,
  };
}
