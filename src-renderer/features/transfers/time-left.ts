/** Time left as a person reads it: rounded the more the longer it is, and not going up and down with every breath of the link. */
import { useRef } from 'react';

const minuteMs = 60_000;
/** A longer time left than the one shown must hold this long (ms) before it is believed. */
const believeAfterMs = 10_000;

/** 0: less than a minute. Whole minutes to ten, then fives, above an hour tens, above ten hours hours. */
export function roundLeft(remainingMs: number): number {
  const minutes = remainingMs / minuteMs;
  if (minutes < 1) return 0;
  const step = minutes < 10 ? 1 : minutes < 60 ? 5 : minutes < 600 ? 10 : 60;
  return Math.max(1, Math.round(minutes / step) * step) * minuteMs;
}

export interface SteadyLeft {
  /** null: cannot be told. */
  shownMs: number | null;
  /** Since when the estimate is longer than what is shown, or cannot be told. */
  risingSinceMs: number | null;
}

/** What to show next: shorter at once, longer (or nothing) only when it stays so. */
export function steadyLeft(
  previous: SteadyLeft | null,
  remainingMs: number | null,
  nowMs: number,
): SteadyLeft {
  const next = remainingMs === null ? null : roundLeft(remainingMs);
  if (previous === null || previous.shownMs === null) return { shownMs: next, risingSinceMs: null };
  if (next !== null && next <= previous.shownMs) return { shownMs: next, risingSinceMs: null };
  const risingSinceMs = previous.risingSinceMs ?? nowMs;
  if (nowMs - risingSinceMs >= believeAfterMs) return { shownMs: next, risingSinceMs: null };
  return { shownMs: previous.shownMs, risingSinceMs };
}

/** `of`: what it is about; another thing begins anew. */
export function useSteadyLeft(remainingMs: number | null, of: string): number | null {
  const kept = useRef<{ of: string; left: SteadyLeft } | null>(null);
  const left = steadyLeft(kept.current?.of === of ? kept.current.left : null, remainingMs, Date.now());
  kept.current = { of, left };
  return left.shownMs;
}
