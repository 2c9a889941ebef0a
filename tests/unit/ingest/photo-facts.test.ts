/** Which time and camera a group of files is named after: the cheapest file that tells, and for videos the zone they mean. */
import { describe, expect, it } from 'vitest';
import type { ScannedFile } from '../../../src-main/media/scan-folder';
import type { Core } from '../../../src-main/services/core';
import { readGroupFacts, unreadFacts } from '../../../src-main/services/ingest/photo-facts';
import { AppError } from '../../../src-shared/app-error';
import type { AssetMetadata } from '../../../src-shared/domain/asset';

const offsetMs = (at: number): number => new Date(at).getTimezoneOffset() * 60_000;
/** Unix time of a wall clock of this computer. */
const local = (wallClock: string): number => {
  const asUtc = Date.parse(`${wallClock}Z`);
  return asUtc + offsetMs(asUtc);
};
const file = (name: string, modifiedAtMs = local('2024-05-09T09:09:09')): ScannedFile => ({
  type: 'file',
  sourcePath: `/card/${name}`,
  relativePath: name,
  kind: /mp4$/i.test(name) ? 'video' : 'photo',
  contentType: /jpg$/i.test(name) ? 'image/jpeg' : 'application/octet-stream',
  sizeBytes: 1,
  modifiedAtMs,
});

async function read(
  files: ScannedFile[],
  told: Record<string, AssetMetadata | AppError>,
): Promise<{ facts: Awaited<ReturnType<typeof readGroupFacts>>; opened: string[] }> {
  const opened: string[] = [];
  const facts = async ({ sourcePath }: { sourcePath: string }): Promise<{ metadata: AssetMetadata }> => {
    const name = sourcePath.slice('/card/'.length);
    opened.push(name);
    const answer = told[name] ?? {};
    if (answer instanceof AppError) throw answer;
    return { metadata: answer };
  };
  const core = { media: { facts } } as unknown as Core;
  return { facts: await readGroupFacts(core, { files }, new AbortController().signal), opened };
}

describe('a group', () => {
  it('is told by its JPEG alone when that tells its time', async () => {
    const { facts, opened } = await read([file('1.CR3'), file('1.JPG'), file('1.MP4')], {
      '1.JPG': { takenAtLocal: '2024-05-01T10:11:12.34', cameraModel: 'R6', cameraMake: 'Canon', iso: 100 },
    });
    expect(opened).toEqual(['1.JPG']);
    expect({ ...facts, metadata: facts.metadata.size }).toEqual({
      wallClock: '2024-05-01T10:11:12',
      camera: 'R6',
      make: 'Canon',
      lens: undefined,
      iso: 100,
      metadata: 1,
    });
  });

  it('asks the next file where one cannot be read or tells no time, and keeps what it told', async () => {
    const { facts, opened } = await read([file('1.CR3'), file('1.JPG'), file('1.MP4')], {
      '1.JPG': new AppError('media-crashed', 'It broke.'),
      '1.CR3': { cameraModel: 'R6' },
      '1.MP4': { takenAtLocal: '2024-05-02T00:00:00', cameraModel: 'other' },
    });
    expect([opened, facts.camera, facts.wallClock]).toEqual([
      ['1.JPG', '1.CR3', '1.MP4'],
      'R6',
      '2024-05-02T00:00:00',
    ]);
  });

  it('has the time of its file when nothing tells one', async () => {
    expect((await read([file('1.JPG')], {})).facts.wallClock).toBe('2024-05-09T09:09:09');
    expect(unreadFacts({ files: [file('1.JPG')] }).wallClock).toBe('2024-05-09T09:09:09');
  });
});

describe('a video that tells UTC', () => {
  const utc = '2024-05-01T22:30:00';
  const converted = new Date(Date.parse(`${utc}Z`) - offsetMs(Date.parse(`${utc}Z`)))
    .toISOString()
    .slice(0, 19);

  it.each([
    ['is read in the zone of this computer when its file agrees', Date.parse(`${utc}Z`) + 60_000, converted],
    ['keeps what a camera wrote there as its wall clock', local(utc) + 60_000, utc],
    ['keeps it when the file tells nothing', local('2030-01-01T00:00:00'), utc],
  ])('%s', async (_, modifiedAtMs, expected) => {
    const { facts } = await read([file('1.MP4', modifiedAtMs)], {
      '1.MP4': { takenAtLocal: utc, takenAtOffsetMin: 0 },
    });
    expect(facts.wallClock).toBe(expected);
  });

  it('one that names its zone is believed', async () => {
    const { facts } = await read([file('1.MP4', Date.parse(`${utc}Z`))], {
      '1.MP4': { takenAtLocal: utc, takenAtOffsetMin: 540 },
    });
    expect(facts.wallClock).toBe(utc);
  });
});
