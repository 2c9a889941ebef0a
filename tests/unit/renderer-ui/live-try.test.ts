/** Trying while typing: quiet first, one at a time, only the answer to what is still entered. */
import { expect, it } from 'vitest';
import { createLiveTry } from '../../../src-renderer/features/connections/live-try';

/** A clock that moves by hand, attempts that end by hand. */
function rig() {
  const timers: Array<{ atMs: number; run: () => void }> = [];
  const attempts: Array<{ input: string; end: (answer: string) => void; fail: (error: unknown) => void }> =
    [];
  const shown: string[] = [];
  let nowMs = 0;
  const live = createLiveTry<string, string>({
    attempt: (input) => new Promise((end, fail) => attempts.push({ input, end, fail })),
    after(ms, run) {
      const timer = { atMs: nowMs + ms, run };
      timers.push(timer);
      return () => void timers.splice(timers.indexOf(timer), timers.includes(timer) ? 1 : 0);
    },
    show: (state) =>
      shown.push(
        state.phase === 'answered'
          ? `answered ${state.answer}`
          : state.phase === 'failed'
            ? `failed ${state.error}`
            : state.phase,
      ),
  });
  return {
    live,
    shown,
    started: () => attempts.map((attempt) => attempt.input),
    type: (text: string | null, quietMs: number | null = 700) =>
      live.want(text === null ? null : { key: text, input: text }, quietMs),
    async pass(ms: number) {
      nowMs += ms;
      for (const timer of timers.filter(({ atMs }) => atMs <= nowMs)) {
        timers.splice(timers.indexOf(timer), 1);
        timer.run();
      }
      await settle();
    },
    async answer(index: number, answer: string) {
      attempts[index]?.end(answer);
      await settle();
    },
    async fail(index: number, error: string) {
      attempts[index]?.fail(error);
      await settle();
    },
  };
}
const settle = () => new Promise((resolve) => setImmediate(resolve));

it('waits until it is quiet, then tries once and shows the answer', async () => {
  const r = rig();
  r.type('k');
  await r.pass(600);
  r.type('ke');
  await r.pass(600);
  expect(r.started()).toEqual([]);
  await r.pass(100);
  await r.answer(0, 'ok');
  expect([r.started(), r.shown]).toEqual([['ke'], ['idle', 'idle', 'trying', 'answered ok']]);
});

it('never has two attempts at a time, and ignores the answer to what is no longer entered', async () => {
  const r = rig();
  r.type('a');
  await r.pass(700);
  r.type('b');
  await r.pass(700);
  r.type('c');
  await r.pass(700);
  expect(r.started()).toEqual(['a']);
  await r.answer(0, 'of a');
  expect(r.started()).toEqual(['a', 'c']);
  await r.answer(1, 'of c');
  expect(r.shown.filter((words) => words.startsWith('answered'))).toEqual(['answered of c']);
});

it('shows the answer when what was tried is entered again meanwhile', async () => {
  const r = rig();
  r.type('a');
  await r.pass(700);
  r.type('b');
  r.type('a');
  await r.answer(0, 'of a');
  await r.pass(700);
  expect([r.started(), r.shown.at(-1)]).toEqual([['a'], 'answered of a']);
});

it('does not try the same twice in a row, and tries again after something else', async () => {
  const r = rig();
  r.type('a');
  await r.pass(700);
  await r.fail(0, 'refused');
  r.type('a');
  await r.pass(5000);
  expect([r.started(), r.shown.at(-1)]).toEqual([['a'], 'failed refused']);
  r.type(null);
  r.type('a');
  await r.pass(700);
  expect(r.started()).toEqual(['a', 'a']);
});

it('does not start by itself while it must not, and does on demand', async () => {
  const r = rig();
  r.type('half', null);
  await r.pass(60_000);
  expect(r.started()).toEqual([]);
  const done = r.live.now();
  await settle();
  await r.answer(0, 'ok');
  await done;
  expect([r.started(), r.shown.at(-1)]).toEqual([['half'], 'answered ok']);
});

it('shows nothing more once it is gone', async () => {
  const r = rig();
  r.type('a');
  await r.pass(700);
  r.live.dispose();
  await r.answer(0, 'late');
  expect(r.shown).toEqual(['idle', 'trying']);
});
