import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { countFolder, suggestTitle } from '../../../src-main/media/count-folder';
import { pathOnDisk } from '../../../src-main/media/path-on-disk';
import {
  diskFileSystem,
  type ScanEntry,
  type ScanOptions,
  scanFolder,
} from '../../../src-main/media/scan-folder';

const jpegBytes = Buffer.from('ffd8ffe000104a46494600010100000100010000', 'hex');
let root: string;

beforeEach(() => {
  root = path.join(mkdtempSync(path.join(tmpdir(), 'caos-scan-')), 'Wedding');
  mkdirSync(root);
});
afterEach(() => rmSync(path.dirname(root), { recursive: true, force: true }));

function put(relativePath: string, bytes: Uint8Array | string = jpegBytes): string {
  const file = path.join(root, relativePath);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, bytes);
  utimesSync(file, 1_700_000_000, 1_700_000_000);
  return file;
}

async function scan(roots: string[] = [root], options: ScanOptions = {}): Promise<ScanEntry[]> {
  const entries: ScanEntry[] = [];
  for await (const entry of scanFolder(roots, options)) entries.push(entry);
  return entries;
}

/** `kind key` of what is taken, `reason path detail` of what is not. */
const brief = (entries: ScanEntry[]): string[] =>
  entries.map((entry) =>
    entry.type === 'file'
      ? `${entry.kind} ${entry.relativePath}`
      : `${entry.reason} ${path.relative(root, entry.path)}${entry.detail === null ? '' : ` | ${entry.detail.replace(root, '…')}`}`,
  );

describe('scanFolder', () => {
  test('tells all about one photo', async () => {
    const sourcePath = put('Day 1/IMG_1.JPG');
    expect(await scan()).toEqual([
      {
        type: 'file',
        sourcePath,
        relativePath: 'Day 1/IMG_1.JPG',
        kind: 'photo',
        contentType: 'image/jpeg',
        sizeBytes: 20,
        modifiedAtMs: 1_700_000_000_000,
      },
    ]);
  });

  test('lists everything, taken or not, in natural order, files before folders', async () => {
    for (const name of [
      'img10.jpg',
      'IMG2.jpg',
      'a/x.mov',
      'B/y.CR2',
      'b.heic',
      'notes.txt',
      '.DS_Store',
      '._IMG2.jpg',
      'Thumbs.db',
    ])
      put(name);
    put('empty.jpg', '');
    put('text.jpg', 'hello, I am no photo');
    put('no extension', jpegBytes);
    put('unknown.xyz', jpegBytes);
    put('IMG2.xmp', '<x:xmpmeta/>');
    put('clip.lrv');
    put('song.m4a', 'xxxxftypM4A ');
    put('@eaDir/IMG2.jpg/SYNOFILE_THUMB.jpg');
    put('notes.txt', 'just words');
    expect(brief(await scan())).toEqual([
      'hidden ._IMG2.jpg',
      'hidden .DS_Store',
      'hidden @eaDir',
      'photo b.heic',
      'not-media clip.lrv | A low-resolution copy that a camera wrote beside a video.',
      'empty empty.jpg',
      'photo IMG2.jpg',
      'not-media IMG2.xmp | A sidecar, not a photo. It goes into the album with the photo of its name.',
      'photo img10.jpg',
      'photo no extension',
      'not-media notes.txt',
      'not-media song.m4a | Sound only.',
      'photo text.jpg',
      'hidden Thumbs.db',
      'photo unknown.xyz',
      'video a/x.mov',
      'photo B/y.CR2',
    ]);
  });

  test('several roots get their own names, single files keep theirs', async () => {
    put('one/DCIM/1.jpg');
    put('two/DCIM/2.jpg');
    const single = put('lonely.jpg');
    const roots = [path.join(root, 'one/DCIM'), path.join(root, 'two/DCIM'), single];
    expect(brief(await scan(roots))).toEqual([
      'photo DCIM/1.jpg',
      'photo DCIM (2)/2.jpg',
      'photo lonely.jpg',
    ]);
    expect(brief(await scan([single]))).toEqual(['photo lonely.jpg']);
  });

  test('links: inside once, outside never, broken and circular ones named', async () => {
    const photo = put('album/photo.jpg');
    const outside = path.join(path.dirname(root), 'outside.jpg');
    writeFileSync(outside, jpegBytes);
    put('store/hidden-name.jpg');
    symlinkSync(photo, path.join(root, 'album/z-again.jpg'));
    symlinkSync('store/hidden-name.jpg', path.join(root, 'A nice name.jpg'));
    symlinkSync(outside, path.join(root, 'away.jpg'));
    symlinkSync('nowhere.jpg', path.join(root, 'broken.jpg'));
    symlinkSync('loop', path.join(root, 'loop'));
    symlinkSync('..', path.join(root, 'album/up'));
    symlinkSync('../album', path.join(root, 'store/to-album'));
    expect(brief(await scan())).toEqual([
      'photo A nice name.jpg',
      `link-outside away.jpg | ${outside}`,
      'link-broken broken.jpg | It is not there any more.',
      'link-broken loop | The link leads to itself.',
      'photo album/photo.jpg',
      'duplicate album/z-again.jpg | …/album/photo.jpg',
      'duplicate store/hidden-name.jpg | …/A nice name.jpg',
      'duplicate album/up | The same folder was already read by another path.',
      'duplicate store/to-album | The same folder was already read by another path.',
    ]);
  });

  test('a dropped link is followed, since a person chose it', async () => {
    put('real/1.jpg');
    symlinkSync(path.join(root, 'real'), path.join(root, 'chosen'));
    expect(brief(await scan([path.join(root, 'chosen')]))).toEqual(['photo 1.jpg']);
  });

  test('a pipe is a special file and is not opened', async () => {
    execFileSync('mkfifo', [path.join(root, 'pipe.jpg')]);
    expect(brief(await scan())).toEqual(['special-file pipe.jpg | A socket, pipe or device.']);
  });

  test.skipIf(process.platform !== 'linux')(
    'a name that is no UTF-8 is found, named in words, and can be opened',
    async () => {
      const folder = Buffer.concat([Buffer.from(`${root}/`), Buffer.from([0x66, 0xe9])]);
      mkdirSync(folder);
      writeFileSync(
        Buffer.concat([folder, Buffer.from('/50% caf'), Buffer.from([0xe9]), Buffer.from('.jpg')]),
        jpegBytes,
      );
      const [entry] = await scan();
      expect(entry).toMatchObject({
        type: 'file',
        relativePath: 'f%E9/50% caf%E9.jpg',
        sourcePath: `bytes:${root}/f%E9/50%25 caf%E9.jpg`,
      });
      expect(await readFile(pathOnDisk(entry?.type === 'file' ? entry.sourcePath : ''))).toEqual(jpegBytes);
    },
  );

  test('names come out in NFC while the path on disk stays as it is', async () => {
    const sourcePath = put('Ame\u0301lie.jpg');
    expect(await scan()).toMatchObject([{ sourcePath, relativePath: 'Am\u00e9lie.jpg' }]);
  });

  test('a fault of the disk costs one file, not the scan', async () => {
    put('1.jpg');
    const bad = put('2.dat');
    put('3.jpg');
    const fs = {
      ...diskFileSystem,
      readHead: () => Promise.reject(Object.assign(new Error('EIO: i/o error'), { code: 'EIO' })),
    };
    expect(await scan([root], { fs })).toMatchObject([
      { relativePath: '1.jpg' },
      {
        path: bad,
        reason: 'unreadable',
        detail: 'The disk or card failed while it was read. Copy it elsewhere and import again.',
      },
      { relativePath: '3.jpg' },
    ]);
  });

  test.skipIf(process.getuid?.() !== 0)('what this user may not read is listed with its path', () => {
    // Root may read anything, so the scan runs as nobody in a process of its own.
    put('open.jpg');
    chmodSync(put('locked.jpg'), 0o000);
    chmodSync(path.dirname(put('closed/in.jpg')), 0o000);
    chmodSync(path.dirname(root), 0o755);
    chownSync(root, 65534, 65534);
    const script = `
      const { scanFolder } = await import(${JSON.stringify(bundled())});
      const lines = [];
      for await (const entry of scanFolder([${JSON.stringify(root)}])) lines.push(entry.type === 'file' ? entry.relativePath : [entry.reason, entry.path, entry.detail]);
      console.log(JSON.stringify(lines));`;
    const answer = execFileSync(
      'setpriv',
      [
        '--reuid=65534',
        '--regid=65534',
        '--clear-groups',
        process.execPath,
        '--input-type=module',
        '-e',
        script,
      ],
      {
        encoding: 'utf8',
      },
    );
    const denied = 'This user may not read it. Change its permissions and import again.';
    expect(JSON.parse(answer)).toEqual([
      ['unreadable', path.join(root, 'locked.jpg'), denied],
      'open.jpg',
      ['unreadable', path.join(root, 'closed'), denied],
    ]);
  });

  test('a missing root is listed, and when all are missing the scan says so', async () => {
    put('1.jpg');
    const gone = path.join(root, 'gone');
    expect(brief(await scan([root, gone]))).toEqual([
      'photo Wedding/1.jpg',
      'unreadable gone | It is not there any more.',
    ]);
    await expect(scan([gone])).rejects.toMatchObject({ code: 'file-missing', params: { path: gone } });
  });

  test('stops when it is told to', async () => {
    put('1.jpg');
    await expect(scan([root], { signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' });
  });

  test('10,000 files: all there, in order', async () => {
    for (let n = 1; n <= 10_000; n += 1) writeFileSync(path.join(root, `IMG_${n}.jpg`), 'x');
    const entries = await scan();
    const numbers = entries.map((entry) =>
      entry.type === 'file' ? Number(/\d+/.exec(entry.relativePath)?.[0]) : 0,
    );
    expect(numbers).toEqual(Array.from({ length: 10_000 }, (_, index) => index + 1));
  });
});

describe('countFolder', () => {
  const limit = { maxFiles: 100, maxMs: 1e9, now: () => 0 };

  test('counts by name without opening, and names what is missing', async () => {
    put('a/1.jpg');
    put('a/2.mov', 'xxxx');
    put('no extension');
    const gone = path.join(root, 'gone');
    expect(await countFolder([path.join(root, 'a'), gone], limit)).toEqual({
      fileCount: 2,
      totalBytes: 24,
      counted: 'all',
      missing: [gone],
      suggestedTitle: 'Wedding',
    });
    expect(await countFolder([gone], limit)).toMatchObject({ fileCount: 0, counted: 'all', missing: [gone] });
  });

  test('stops at a limit of files or of time', async () => {
    for (let n = 0; n < 5; n += 1) put(`${n}.jpg`);
    expect(await countFolder([root], { ...limit, maxFiles: 3 })).toMatchObject({
      fileCount: 3,
      counted: 'at-least',
    });
    let ms = 0;
    expect(await countFolder([root], { maxFiles: 100, maxMs: 2, now: () => ms++ })).toMatchObject({
      fileCount: 2,
      counted: 'at-least',
    });
  });

  test.each([
    [['/photos/2024_Wedding_Anna'], '2024 Wedding Anna'],
    [['/photos/Trip/1.jpg'], 'Trip'],
    [['/card/DCIM/100CANON', '/card/DCIM/101CANON'], 'DCIM'],
    [['/a/One', '/b/Two'], 'One'],
    [['bytes:/photos/f%E9'], 'f%E9'],
  ])('suggests a title for %j: %s', (roots, title) => {
    expect(suggestTitle(roots)).toBe(title);
  });
});

/** The module as plain JavaScript, readable by any user. */
function bundled(): string {
  const file = path.join(path.dirname(root), 'scan-folder.mjs');
  const entry = path.resolve(import.meta.dirname, '../../../src-main/media/scan-folder.ts');
  const script = `const { build } = await import('rolldown'); await build({ input: ${JSON.stringify(entry)}, platform: 'node', output: { file: ${JSON.stringify(file)} }, logLevel: 'silent' });`;
  execFileSync(process.execPath, ['--input-type=module', '-e', script], {
    cwd: path.resolve(import.meta.dirname, '../../..'),
  });
  return file;
}
