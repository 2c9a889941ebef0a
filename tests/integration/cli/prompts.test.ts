/** What is asked on a real terminal: a secret that is not shown, a yes before objects are deleted. */
import { existsSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Album } from '../../../src-shared/domain/album';
import { Desk, terminalProgram, writePhoto } from './run-cli';

const hasTerminals = process.platform === 'linux' && existsSync(terminalProgram);

describe.skipIf(!hasTerminals)('caos on a terminal', () => {
  let desk: Desk;
  beforeEach(() => {
    desk = new Desk();
  });
  afterEach(() => desk[Symbol.dispose]());

  it('takes a secret without showing it', async () => {
    const add = ['connections', 'add', '--name', 'S', '--kind', 's3', '--access-key', 'AK', '--no-probe'];
    const { code, screen } = await desk.onTerminal(add, {
      question: '(it is not shown):',
      typed: 'hunterX\x7f2\r',
    });
    expect({ code, screen }).toEqual({
      code: 0,
      screen:
        'Secret key (it is not shown): \r\nAdded the connection “S”. Try it: caos connections probe S\r\n',
    });
  });

  it('ends at Ctrl-C in the prompt, and leaves the profile free', async () => {
    const add = ['connections', 'add', '--name', 'S', '--kind', 's3', '--access-key', 'AK'];
    const { code, screen } = await desk.onTerminal(add, { question: '(it is not shown):', typed: 'hun\x03' });
    expect([code, screen.includes('hun'), screen.includes('nothing was changed')]).toEqual([1, false, true]);
    expect(await desk.json<unknown[]>(['connections', 'list'])).toHaveLength(1);
  });

  it('deletes objects only after a typed yes', async () => {
    await writePhoto(desk.path('card', 'a.jpg'), 1);
    await desk.json(['import', 'card', '--album', 'T']);
    const remove = ['albums', 'delete', 'T', '--objects'];
    const no = await desk.onTerminal(remove, { question: 'to go on:', typed: 'y\r' });
    const left = await desk.json<Album[]>(['albums', 'list']);
    const yes = await desk.onTerminal(remove, { question: 'to go on:', typed: 'yes\r' });
    expect([no.code, left.length, yes.code, await desk.json(['albums', 'list'])]).toEqual([1, 1, 0, []]);
  });

  it('keeps one line of progress up to date', async () => {
    await writePhoto(desk.path('card', 'a.jpg'), 1);
    const { code, screen } = await desk.onTerminal(['import', 'card', '--album', 'T']);
    const [head, ...lines] = screen.split('\r\x1b[2K');
    expect([code, head, lines.at(-1)]).toEqual([
      0,
      expect.stringMatching(/^Created the album “T” on “This computer”\.\r\n[^\r\n]+$/),
      '1 file stored in “T” on “This computer”.\r\n',
    ]);
  });
});
