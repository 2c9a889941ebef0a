/** Going from photo to photo: remembers the direction, never queues held keys, and says when one flies past. */
import { useCallback, useEffect, useRef, useState } from 'react';

/** After the last step of a held key, what is there is looked at again (ms). */
const landedMs = 80;

export interface Travel {
  direction: 1 | -1;
  /** A held key runs through the list: nothing that must be made first is asked for. */
  flying: boolean;
  /** `repeat`: from a held key; such a step is left out while the one before is not painted yet. */
  step(go: () => void, direction: 1 | -1, repeat: boolean): void;
}

export function useTravel(): Travel {
  const [state, setState] = useState<{ direction: 1 | -1; flying: boolean }>({ direction: 1, flying: false });
  const painting = useRef(false);
  const timer = useRef<number | undefined>(undefined);
  useEffect(() => () => window.clearTimeout(timer.current), []);

  const step = useCallback((go: () => void, direction: 1 | -1, repeat: boolean): void => {
    if (repeat && painting.current) return;
    painting.current = true;
    performance.mark('viewer-step');
    setState((old) =>
      old.direction === direction && old.flying === repeat ? old : { direction, flying: repeat },
    );
    go();
    // Two frames: the first draws the step, at the second it is on the screen.
    requestAnimationFrame(() =>
      requestAnimationFrame(() => {
        painting.current = false;
        performance.measure('viewer-painted', 'viewer-step');
      }),
    );
    if (!repeat) return;
    window.clearTimeout(timer.current);
    timer.current = window.setTimeout(() => setState((old) => ({ ...old, flying: false })), landedMs);
  }, []);

  return { ...state, step };
}
