/** Whether the page covers the screen, and whether the hand has rested there. */
import { useEffect, useState } from 'react';

/** In full screen the bars go away when the hand has rested this long (ms). */
const idleMs = 2500;

export function useFullScreen(): boolean {
  const [on, setOn] = useState(document.fullscreenElement !== null);
  useEffect(() => {
    const look = (): void => setOn(document.fullscreenElement !== null);
    document.addEventListener('fullscreenchange', look);
    return () => document.removeEventListener('fullscreenchange', look);
  }, []);
  return on;
}

export function useIdle(watches: boolean): boolean {
  const [idle, setIdle] = useState(false);
  useEffect(() => {
    setIdle(false);
    if (!watches) return;
    let timer = window.setTimeout(() => setIdle(true), idleMs);
    const wake = (): void => {
      setIdle(false);
      window.clearTimeout(timer);
      timer = window.setTimeout(() => setIdle(true), idleMs);
    };
    window.addEventListener('pointermove', wake);
    window.addEventListener('focusin', wake);
    return () => {
      window.clearTimeout(timer);
      window.removeEventListener('pointermove', wake);
      window.removeEventListener('focusin', wake);
    };
  }, [watches]);
  return idle;
}
