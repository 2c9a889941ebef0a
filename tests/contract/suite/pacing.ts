/** The contract: under a bandwidth limit a body goes out piece by piece, each when it may, and arrives whole. */
import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { Pace } from '../../../src-main/storage/object-store';
import { AppError } from '../../../src-shared/app-error';
import { codeOf, type Lab, md5, read } from './setting';

const LARGEST_PIECE_BYTES = 64 * 1024;

/** Lets everything through, and notes the pieces. */
function recordingPace(): { pace: Pace; pieces: number[] } {
  const pieces: number[] = [];
  return {
    pieces,
    pace: async (bytes) => {
      pieces.push(bytes);
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}
/** Lets so many pieces through; the next one is told of and waits until the signal fires. */
function stoppingPace(afterPieces: number, stopped: () => void): Pace {
  let left = afterPieces;
  return (_bytes, signal) => {
    left -= 1;
    if (left >= 0) return Promise.resolve();
    return new Promise((_resolve, reject) => {
      const cancelled = () => reject(new AppError('cancelled', 'It was cancelled.'));
      if (signal?.aborted) cancelled();
      signal?.addEventListener('abort', cancelled, { once: true });
      stopped();
    });
  };
}

export function describePacing(lab: Lab): void {
  describe('a bandwidth limit', () => {
    const bytes = randomBytes(700_001);
    const ways = {
      'bytes at hand': (key: string, pace: Pace, signal?: AbortSignal) =>
        lab.store.put(lab.bucket, key, bytes, { md5Hex: md5(bytes), pace, ...(signal && { signal }) }),
      'bytes that are counted': (key: string, pace: Pace, signal?: AbortSignal) =>
        lab.store.put(lab.bucket, key, bytes, {
          pace,
          onProgress: () => undefined,
          ...(signal && { signal }),
        }),
      'a stream': (key: string, pace: Pace, signal?: AbortSignal) =>
        lab.store.put(lab.bucket, key, Readable.from([bytes.subarray(0, 300_000), bytes.subarray(300_000)]), {
          sizeBytes: bytes.length,
          pace,
          ...(signal && { signal }),
        }),
    };

    for (const [way, put] of Object.entries(ways)) {
      it(`is kept to with ${way}`, async () => {
        const key = `paced/${way}`;
        const { pace, pieces } = recordingPace();
        const { sizeBytes } = await lab.undisturbed(() => put(key, pace));
        expect({
          sizeBytes,
          paced: pieces.reduce((sum, piece) => sum + piece, 0),
          small: pieces.every((piece) => piece > 0 && piece <= LARGEST_PIECE_BYTES),
          same: (await read(lab.store, lab.bucket, key)).equals(bytes),
        }).toEqual({ sizeBytes: bytes.length, paced: bytes.length, small: true, same: true });
      });

      it(`ends at once when ${way} waits for its turn and is cancelled`, async () => {
        const key = `paced/cancelled ${way}`;
        const controller = new AbortController();
        const pace = stoppingPace(3, () => controller.abort());
        const code = await lab.undisturbed(() => codeOf(put(key, pace, controller.signal)));
        expect({ code, stored: await lab.store.head(lab.bucket, key) }).toEqual({
          code: 'cancelled',
          stored: null,
        });
      });
    }

    it('ends a call whose turn never comes for another reason, by that reason', async () => {
      const pace: Pace = () => Promise.reject(new AppError('internal', 'The limit itself failed.'));
      const code = await lab.undisturbed(() => codeOf(ways['bytes at hand']('paced/failed', pace)));
      expect({ code, stored: await lab.store.head(lab.bucket, 'paced/failed') }).toEqual({
        code: 'internal',
        stored: null,
      });
    });

    it('is kept to by parts, and by what is sent again', async () => {
      const size = lab.store.capabilities.multipart.minPartBytes;
      const body = randomBytes(Math.max(size, 200_000));
      const upload = { bucket: lab.bucket, key: 'paced/parts.mp4', uploadId: '' };
      upload.uploadId = await lab.store.multipart.begin(lab.bucket, upload.key);
      const { pace, pieces } = recordingPace();
      const progress: number[] = [];
      const part = await lab.store.multipart.putPart(
        upload,
        { number: 1, body, md5Hex: md5(body) },
        { pace, onProgress: (sentBytes) => progress.push(sentBytes) },
      );
      await lab.store.multipart.complete(upload, [part]);
      const paced = pieces.reduce((sum, piece) => sum + piece, 0);
      expect({
        // Where faults are made, a part is sent several times, each time in pieces.
        all: paced >= body.length,
        small: pieces.every((piece) => piece <= LARGEST_PIECE_BYTES),
        progress: progress.at(-1),
        same: (await read(lab.store, lab.bucket, upload.key)).equals(body),
      }).toEqual({ all: true, small: true, progress: body.length, same: true });
    });

    it('costs an empty body nothing', async () => {
      const { pace, pieces } = recordingPace();
      await lab.store.put(lab.bucket, 'paced/empty', Buffer.alloc(0), { pace });
      expect({ pieces, size: (await lab.store.head(lab.bucket, 'paced/empty'))?.sizeBytes }).toEqual({
        pieces: [],
        size: 0,
      });
    });
  });
}
