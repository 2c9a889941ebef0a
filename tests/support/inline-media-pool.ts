/** The media pool's port without processes: the same code on the same files, in this thread, so that a test sees each job. */

import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ffprobe from 'ffprobe-static';
import { makeEmbeddedThumbnail } from '../../src-main/media/embedded-thumbnail';
import { makePreview } from '../../src-main/media/make-preview';
import type { MediaPool } from '../../src-main/media/media-protocol';
import { prepareMedia } from '../../src-main/media/prepare-media';
import { readFacts } from '../../src-main/media/read-facts';
import { makeSharePictures } from '../../src-main/media/share-pictures';
import { stripLocation } from '../../src-main/media/strip-location';
import { makeWebFilm } from '../../src-main/media/web-film';

export function createInlineMediaPool(onJob: (type: string) => void = () => undefined): MediaPool {
  let jobId = 0;
  return {
    prepare(job) {
      onJob('prepare');
      return prepareMedia({ ...job, jobId: ++jobId, ffprobePath: ffprobe.path });
    },
    async preview(job) {
      onJob('preview');
      return {
        preview: await makePreview({ ...job, jobId: ++jobId, ffprobePath: ffprobe.path }),
      };
    },
    embedded(job) {
      onJob('embedded');
      return makeEmbeddedThumbnail({ ...job, jobId: ++jobId });
    },
    async facts(job) {
      onJob('facts');
      const linkPath = join(tmpdir(), `caos-inline-${process.pid}-${++jobId}.link`);
      return { metadata: await readFacts({ ...job, jobId, ffprobePath: ffprobe.path, linkPath }) };
    },
    share(job) {
      onJob('share');
      return makeSharePictures({ ...job, jobId: ++jobId, ffprobePath: ffprobe.path });
    },
    film({ durationMs: _, ...job }) {
      onJob('film');
      return makeWebFilm({ ...job, jobId: ++jobId, ffprobePath: ffprobe.path, timeLimitMs: 60_000 });
    },
    strip(job) {
      onJob('strip');
      const linkPath = join(tmpdir(), `caos-inline-${process.pid}-${++jobId}.link`);
      return stripLocation({ ...job, jobId, ffprobePath: ffprobe.path, linkPath });
    },
    close: async () => undefined,
  };
}
