/** Decides when pictures may be asked for: not while the grid flies past faster than anyone can see. */

/** Above this speed no picture is asked for, and this long after it they are again (both measured: FACTS "Catalogue and grid"). */
export const fastPxPerMs = 8;
export const refillAfterMs = 90;

/** `moved` with every scroll event and its time; `open` tells whether pictures may load now; `nextCheckMs` when to look again. */
export class LoadGate {
  private lastPx = 0;
  private lastMs = Number.NEGATIVE_INFINITY;
  private fastUntilMs = Number.NEGATIVE_INFINITY;

  moved(placePx: number, nowMs: number): void {
    const elapsedMs = nowMs - this.lastMs;
    const distancePx = Math.abs(placePx - this.lastPx);
    // After a rest one step is no speed: only a jump over many screens counts as flying.
    const speed = elapsedMs > 120 ? distancePx / 120 : distancePx / Math.max(elapsedMs, 4);
    this.lastPx = placePx;
    this.lastMs = nowMs;
    if (speed > fastPxPerMs) this.fastUntilMs = nowMs + refillAfterMs;
  }

  isOpen(nowMs: number): boolean {
    return nowMs >= this.fastUntilMs;
  }

  /** Milliseconds until it opens, or 0 when it is open. */
  waitMs(nowMs: number): number {
    return Math.max(0, this.fastUntilMs - nowMs);
  }

  /** A jump by the app itself (a key, coming back from the viewer) is no flight. */
  jumped(placePx: number, nowMs: number): void {
    this.lastPx = placePx;
    this.lastMs = nowMs;
    this.fastUntilMs = nowMs;
  }
}
