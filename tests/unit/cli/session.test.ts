import { describe, expect, it } from 'vitest';
import { openSession } from '../../../src-main/cli/session';
import { type CaosClient, OwnerGone } from '../../../src-main/profile-client';
import type { AppEvent } from '../../../src-shared/ipc-contract';

/** Owners one after the other; each answers every call with what its function makes of it. */
function owners(...answers: Array<(name: string) => unknown>) {
  const calls: string[] = [];
  const emits: Array<(event: AppEvent) => void> = [];
  let opened = 0;
  const open = async () => {
    const answer = answers[opened];
    opened += 1;
    if (!answer) throw new Error('no more owners');
    const index = opened;
    const client = {
      async call(name: string) {
        calls.push(`${index}:${name}`);
        return { ok: true, value: answer(name) };
      },
      onEvent(listener: (event: AppEvent) => void) {
        emits[index] = listener;
        return () => undefined;
      },
      onGone: () => () => undefined,
      close: async () => undefined,
    } as unknown as CaosClient;
    return { client, forwarded: index < answers.length };
  };
  return { open, calls, emits };
}

const gone = (begun: boolean) => (): never => {
  throw new OwnerGone(begun);
};
const running = new AbortController().signal;

describe('a session', () => {
  it('asks the next owner when the last one ended, events included', async () => {
    const { open, calls, emits } = owners(gone(true), () => ['album']);
    const session = await openSession(open, running);
    const heard: string[] = [];
    session.onEvent((event) => heard.push(event.name), ['settings.changed']);
    const before = session.isForwarded();
    const answers = await Promise.all([
      session.call('albums.list', {}),
      session.call('connections.list', {}),
    ]);
    emits[2]?.({ name: 'app.open-paths', payload: { paths: [] } });
    expect({ before, after: session.isForwarded(), answers, calls, heard }).toEqual({
      before: true,
      after: false,
      answers: [['album'], ['album']],
      calls: ['1:albums.list', '1:connections.list', '2:albums.list', '2:connections.list'],
      heard: ['app.open-paths'],
    });
  });

  it('repeats an act that makes something only when it was surely not begun', async () => {
    const begun = owners(gone(true), () => 'made');
    const lost = await openSession(begun.open, running);
    await expect(lost.call('albums.create', { title: 'T' })).rejects.toMatchObject({
      code: 'io',
      message: 'CAOS ended while it did this. Look whether it was done, and if not, try again.',
    });
    const closing = owners(gone(false), () => 'made');
    const safe = await openSession(closing.open, running);
    expect(await safe.call('albums.create', { title: 'T' })).toBe('made');
    expect([begun.calls, closing.calls]).toEqual([
      ['1:albums.create'],
      ['1:albums.create', '2:albums.create'],
    ]);
  });

  it('stops waiting for an answer when the person interrupts', async () => {
    const interrupt = new AbortController();
    const { open } = owners(() => new Promise(() => undefined));
    const session = await openSession(open, interrupt.signal);
    const call = session.call('downloads.start', { albumId: '' as never, to: '/x' });
    interrupt.abort();
    await expect(call).rejects.toMatchObject({ code: 'cancelled' });
  });
});
