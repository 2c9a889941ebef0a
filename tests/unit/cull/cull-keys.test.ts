/** Culling keys: one story on every keyboard and with every input method, and the same key again takes a mark away. */
import { describe, expect, it } from 'vitest';
import {
  advances,
  type CullPress,
  changedCull,
  cullKey,
  nextChange,
} from '../../../src-renderer/features/cull/cull-keys';
import type { Cull } from '../../../src-shared/domain/cull';

const press = (key: string, code: string, held: Partial<CullPress> = {}): CullPress => ({
  key,
  code,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  repeat: false,
  ...held,
});
const cull = (part: Partial<Cull> = {}): Cull => ({ rating: 0, flag: 'none', colour: 'none', ...part });

describe('what a key sets', () => {
  it.each([
    ['0', 'Digit0', { rating: 0 }],
    ['5', 'Digit5', { rating: 5 }],
    ['6', 'Digit6', { colour: 'red' }],
    ['7', 'Digit7', { colour: 'yellow' }],
    ['8', 'Digit8', { colour: 'green' }],
    ['9', 'Digit9', { colour: 'blue' }],
    ['3', 'Numpad3', { rating: 3 }],
    ['p', 'KeyP', { flag: 'pick' }],
    ['X', 'KeyX', { flag: 'reject' }],
    ['u', 'KeyU', { flag: 'none' }],
    // Shift writes another sign, and a French row writes signs without it.
    ['#', 'Digit3', { rating: 3 }],
    ['é', 'Digit2', { rating: 2 }],
    // Korean input on: letters are Hangul, or the input method keeps them to itself.
    ['ㅔ', 'KeyP', { flag: 'pick' }],
    ['ㅌ', 'KeyX', { flag: 'reject' }],
    ['Process', 'KeyU', { flag: 'none' }],
    ['Process', 'Digit4', { rating: 4 }],
    // Dvorak: the letter that is written counts, not its place.
    ['p', 'KeyR', { flag: 'pick' }],
  ])('%s on %s', (key, code, change) => {
    expect(cullKey(press(key, code))).toEqual(change);
  });

  it.each([
    ['a held key', press('3', 'Digit3', { repeat: true })],
    ['Ctrl+1', press('1', 'Digit1', { ctrlKey: true })],
    ['Cmd+P', press('p', 'KeyP', { metaKey: true })],
    ['the number pad without its digits', press('End', 'Numpad1')],
    ['another letter', press('q', 'KeyQ')],
    ['a key whose place is P and whose letter is another', press('l', 'KeyP')],
    ['an arrow', press('ArrowRight', 'ArrowRight')],
  ])('nothing by %s', (_what, pressed) => {
    expect(cullKey(pressed)).toBeNull();
  });
});

describe('the same key again', () => {
  it('takes a star or a colour away when all photos have it', () => {
    expect(nextChange({ rating: 3 }, [cull({ rating: 3 }), cull({ rating: 3 })])).toEqual({ rating: 0 });
    expect(nextChange({ colour: 'red' }, [cull({ colour: 'red' })])).toEqual({ colour: 'none' });
  });
  it('gives it to those that do not have it yet', () => {
    expect(nextChange({ rating: 3 }, [cull({ rating: 3 }), cull()])).toEqual({ rating: 3 });
  });
  it('keeps a flag', () => {
    expect(nextChange({ flag: 'pick' }, [cull({ flag: 'pick' })])).toEqual({ flag: 'pick' });
  });
});

it('changes one mark and leaves the others', () => {
  expect(changedCull(cull({ rating: 4, colour: 'blue' }), { flag: 'pick' })).toEqual({
    rating: 4,
    flag: 'pick',
    colour: 'blue',
  });
});

it('goes on as set, and for once the other way with Shift or Caps Lock', () => {
  const [no, shift, caps] = [
    { shift: false, capsLock: false },
    { shift: true, capsLock: false },
    { shift: false, capsLock: true },
  ] as const;
  expect([no, shift, caps].map((held) => advances(true, held))).toEqual([true, false, false]);
  expect([no, shift, caps].map((held) => advances(false, held))).toEqual([false, true, true]);
});
