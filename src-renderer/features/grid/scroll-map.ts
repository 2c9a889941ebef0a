/** Scrolling that is longer than a browser lets an element be: real scroll positions mapped onto the layout's own length. */

/** Chromium caps elements near 16.7 million CSS px at two device pixels per px; half of that is safe on every screen. */
export const longestElementPx = 8_000_000;

/**
 * `shiftPx` = place in the layout - real scroll position. Short moves (wheel, keys, dragging the page) keep the shift, so the hand
 * and the picture move together; long ones (the scroll bar) are mapped in proportion. `rest` brings both back in step when the
 * movement has ended. Below the cap the shift stays 0 and nothing here does anything.
 */
export class ScrollMap {
  private shiftPx = 0;
  private realPx = 0;

  constructor(
    private contentPx = 0,
    private viewportPx = 0,
  ) {}

  resize(contentPx: number, viewportPx: number): void {
    this.contentPx = contentPx;
    this.viewportPx = viewportPx;
    if (!this.capped) this.shiftPx = 0;
  }

  get capped(): boolean {
    return this.contentPx > longestElementPx;
  }

  /** Height the scrolled element gets. */
  get elementPx(): number {
    return Math.min(this.contentPx, longestElementPx);
  }

  /** What to subtract from a place in the layout to draw it inside the element. */
  get drawShiftPx(): number {
    return this.shiftPx;
  }

  private get longestReal(): number {
    return Math.max(0, this.elementPx - this.viewportPx);
  }

  private get longestPlace(): number {
    return Math.max(0, this.contentPx - this.viewportPx);
  }

  /** The element was scrolled to `realPx`; answers the place in the layout at the top of the viewport. */
  scrolled(realPx: number): number {
    const moved = Math.abs(realPx - this.realPx);
    this.realPx = realPx;
    if (!this.capped) return realPx;
    const proportional = this.longestReal === 0 ? 0 : (realPx / this.longestReal) * this.longestPlace;
    const kept = realPx + this.shiftPx;
    const atAnEnd = realPx <= 0 || realPx >= this.longestReal;
    const place = atAnEnd || moved > this.viewportPx * 2 ? proportional : kept;
    return this.goTo(place, realPx);
  }

  /** Shows that place with the element left where it is; answers the place, clamped. */
  private goTo(place: number, realPx: number): number {
    const clamped = Math.max(0, Math.min(this.longestPlace, place));
    this.shiftPx = clamped - realPx;
    return clamped;
  }

  /** The real scroll position that shows that place; the caller sets it on the element. */
  place(placePx: number): number {
    const clamped = Math.max(0, Math.min(this.longestPlace, placePx));
    this.realPx =
      this.capped && this.longestPlace > 0
        ? Math.round((clamped / this.longestPlace) * this.longestReal)
        : clamped;
    this.shiftPx = this.capped ? clamped - this.realPx : 0;
    return this.realPx;
  }

  /** After the movement: where the element should be for the place it shows, or null when it is there already. */
  rest(): number | null {
    if (!this.capped) return null;
    const before = this.realPx;
    const real = this.place(before + this.shiftPx);
    return real === before ? null : real;
  }
}
