/** Fingers, mouse and wheel on one photo: swipe to the next, pull down to close, pinch or double tap to zoom, drag what is zoomed. */

export interface GestureTarget {
  stage: HTMLElement;
  /** What is zoomed and moved now; null when it may not be (a video). */
  picture: () => HTMLElement | null;
  /** Sideways by so many pixels while the finger is down. */
  onSlide: (byPx: number) => void;
  /** The finger left: -1 back, 1 forward, 0 stay. */
  onSlideEnd: (step: -1 | 0 | 1) => void;
  onPull: (byPx: number) => void;
  onPullEnd: (closes: boolean) => void;
  onTap: () => void;
  onZoom: (scale: number) => void;
}

export interface Gestures {
  reset(): void;
  toggleZoom(): void;
}

interface Point {
  x: number;
  y: number;
}

const MOST_ZOOM = 5;
const TAP_PX = 8;
const DOUBLE_TAP_MS = 280;

export function followGestures(target: GestureTarget): Gestures {
  const { stage } = target;
  const pointers = new Map<number, Point>();
  let view = { scale: 1, x: 0, y: 0 };
  let start: (Point & { atMs: number; view: typeof view }) | undefined;
  let pinch: { distance: number; center: Point; view: typeof view } | undefined;
  let direction: 'none' | 'slide' | 'pull' | 'pan' = 'none';
  let moved: Point = { x: 0, y: 0 };
  let tapTimer: ReturnType<typeof setTimeout> | undefined;

  /** Where the whole picture is shown. */
  const frame = () => (target.picture()?.parentElement ?? stage).getBoundingClientRect();
  const apply = (animated = false) => {
    const picture = target.picture();
    if (!picture) return;
    const { width, height } = frame();
    const [mostX, mostY] = [((view.scale - 1) * width) / 2, ((view.scale - 1) * height) / 2];
    view.x = Math.min(mostX, Math.max(-mostX, view.x));
    view.y = Math.min(mostY, Math.max(-mostY, view.y));
    picture.classList.toggle('gliding', animated);
    picture.style.transform = `translate(${view.x}px, ${view.y}px) scale(${view.scale})`;
    stage.classList.toggle('zoomed', view.scale > 1);
    target.onZoom(view.scale);
  };
  /** Keeps the point of the picture that is at `at` where it is. */
  const zoomTo = (scale: number, at: Point, animated = false) => {
    if (!target.picture()) return;
    const rect = frame();
    const from = { x: at.x - rect.left - rect.width / 2, y: at.y - rect.top - rect.height / 2 };
    const next = Math.min(MOST_ZOOM, Math.max(1, scale));
    const factor = next / view.scale;
    view = { scale: next, x: from.x - (from.x - view.x) * factor, y: from.y - (from.y - view.y) * factor };
    apply(animated);
  };
  const center = (): Point => {
    const rect = frame();
    return { x: rect.left + rect.width / 2, y: rect.top + rect.height / 2 };
  };
  const toggleZoom = (at = center()) => zoomTo(view.scale > 1 ? 1 : 2.5, at, true);

  const pinchOf = () => {
    const [one, two] = [...pointers.values()];
    if (!one || !two) return undefined;
    const distance = Math.max(1, Math.hypot(one.x - two.x, one.y - two.y));
    return { distance, center: { x: (one.x + two.x) / 2, y: (one.y + two.y) / 2 }, view: { ...view } };
  };

  stage.addEventListener('pointerdown', (event) => {
    if (event.button !== 0 || (event.target as Element).closest('button, video, a')) return;
    stage.setPointerCapture(event.pointerId);
    pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    if (pointers.size === 2) {
      pinch = pinchOf();
      if (direction === 'slide') target.onSlideEnd(0);
      if (direction === 'pull') target.onPullEnd(false);
      direction = 'none';
    } else if (pointers.size === 1) {
      start = { x: event.clientX, y: event.clientY, atMs: event.timeStamp, view: { ...view } };
      moved = { x: 0, y: 0 };
      direction = 'none';
    }
  });

  stage.addEventListener('pointermove', (event) => {
    if (!pointers.has(event.pointerId)) return;
    pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    if (pinch) {
      const now = pinchOf();
      if (!now) return;
      view = { ...pinch.view };
      view.x += now.center.x - pinch.center.x;
      view.y += now.center.y - pinch.center.y;
      zoomTo((pinch.view.scale * now.distance) / pinch.distance, now.center);
      return;
    }
    if (!start) return;
    moved = { x: event.clientX - start.x, y: event.clientY - start.y };
    if (direction === 'none' && Math.hypot(moved.x, moved.y) > TAP_PX) {
      direction = view.scale > 1 ? 'pan' : Math.abs(moved.x) >= Math.abs(moved.y) ? 'slide' : 'pull';
    }
    if (direction === 'pan') {
      view = { scale: view.scale, x: start.view.x + moved.x, y: start.view.y + moved.y };
      apply();
    } else if (direction === 'slide') target.onSlide(moved.x);
    else if (direction === 'pull') target.onPull(moved.y);
  });

  const lift = (event: PointerEvent) => {
    if (!pointers.delete(event.pointerId)) return;
    if (pinch) {
      if (pointers.size === 0) pinch = undefined;
      start = undefined;
      if (view.scale < 1.05) zoomTo(1, center(), true);
      return;
    }
    if (!start) return;
    const tookMs = Math.max(1, event.timeStamp - start.atMs);
    const { x, y } = moved;
    if (direction === 'slide') {
      const isFlick = Math.abs(x) / tookMs > 0.4 && Math.abs(x) > 24;
      const isFar = Math.abs(x) > stage.clientWidth * 0.3;
      target.onSlideEnd(isFlick || isFar ? (x < 0 ? 1 : -1) : 0);
    } else if (direction === 'pull') {
      target.onPullEnd(y > 120 || (y > 40 && y / tookMs > 0.5));
    } else if (direction === 'none' && event.type === 'pointerup')
      tap({ x: event.clientX, y: event.clientY });
    start = undefined;
    direction = 'none';
  };
  stage.addEventListener('pointerup', lift);
  stage.addEventListener('pointercancel', lift);

  function tap(at: Point): void {
    if (tapTimer !== undefined) {
      clearTimeout(tapTimer);
      tapTimer = undefined;
      toggleZoom(at);
      return;
    }
    tapTimer = setTimeout(() => {
      tapTimer = undefined;
      target.onTap();
    }, DOUBLE_TAP_MS);
  }

  stage.addEventListener(
    'wheel',
    (event) => {
      event.preventDefault();
      zoomTo(view.scale * Math.exp(-event.deltaY / (event.ctrlKey ? 100 : 400)), {
        x: event.clientX,
        y: event.clientY,
      });
    },
    { passive: false },
  );

  return {
    reset: () => {
      view = { scale: 1, x: 0, y: 0 };
      stage.classList.remove('zoomed');
      target.onZoom(1);
    },
    toggleZoom: () => toggleZoom(),
  };
}
