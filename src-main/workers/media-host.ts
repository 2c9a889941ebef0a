/**
 * The media host: a program of its own, run by a standalone Node, that decodes untrusted files. It reads one job per line from stdin and writes
 * one answer per line to stdout; nothing else is written there. ffprobe and ffmpeg run below this process and not in main's threads,
 * since they decode untrusted files as well. Arguments: the path of ffprobe, then `tell-memory` or `quiet`.
 */
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { toWire } from '../../src-shared/app-error';
import { makeEmbeddedThumbnail } from '../media/embedded-thumbnail';
import { makePreview } from '../media/make-preview';
import type { HostMessage, MediaAnswer, MediaFacts, MediaJob } from '../media/media-protocol';
import { prepareMedia } from '../media/prepare-media';
import { readFacts } from '../media/read-facts';
import { makeSharePictures } from '../media/share-pictures';
import { stripLocation } from '../media/strip-location';
import { makeWebFilm } from '../media/web-film';
import { killTree } from './kill-tree';

/** Decoding runs on libuv's threads, so this timer goes on beside it. */
const MEMORY_REPORT_MS = 200;

const [ffprobePath = '', memory = 'quiet'] = process.argv.slice(2);

function tell(message: HostMessage): void {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}

async function work(job: MediaJob): Promise<MediaAnswer> {
  try {
    return { jobId: job.jobId, ok: true, facts: await factsOf(job) };
  } catch (error) {
    return { jobId: job.jobId, ok: false, error: toWire(error) };
  }
}

async function factsOf(job: MediaJob): Promise<MediaFacts> {
  switch (job.type) {
    case 'prepare':
      return prepareMedia({ ...job, ffprobePath });
    case 'preview':
      return { preview: await makePreview({ ...job, ffprobePath }) };
    case 'embedded':
      return makeEmbeddedThumbnail(job);
    case 'share':
      return makeSharePictures({ ...job, ffprobePath });
    case 'film':
      return makeWebFilm({ ...job, ffprobePath, onProgress: () => tell({ type: 'progress' }) });
    case 'facts':
      return { metadata: await readFacts({ ...job, ffprobePath, linkPath: linkFor(job.jobId) }) };
    case 'strip':
      return stripLocation({ ...job, ffprobePath, linkPath: linkFor(job.jobId) });
  }
}

/** Only for names that are no UTF-8; this host reads one file at a time. */
const linkFor = (jobId: number): string => join(tmpdir(), `caos-${process.pid}-${jobId}.link`);

let busy = 0;
if (memory === 'tell-memory') {
  setInterval(() => {
    if (busy > 0) tell({ type: 'memory', residentBytes: process.memoryUsage.rss() });
  }, MEMORY_REPORT_MS).unref();
}

let last: Promise<void> = Promise.resolve();
const lines = createInterface({ input: process.stdin });
lines.on('line', (line) => {
  const job = JSON.parse(line) as MediaJob;
  busy += 1;
  last = last.then(async () => {
    const answer = await work(job);
    busy -= 1;
    tell({ type: 'answer', answer });
  });
});
// Main is gone, even if it was killed. A plain exit would wait for a decoder that may never end.
lines.on('close', () => killTree(process.pid, () => process.kill(process.pid, 'SIGKILL')));
tell({ type: 'ready' });
