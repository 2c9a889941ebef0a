/** What the button of a dialog does: one try at a time, and why the last one failed until the next. */
import { useCallback, useRef, useState } from 'react';
import type { AppError } from '../../src-shared/app-error';
import { asAppError } from './client';

export interface DialogAct {
  busy: boolean;
  error: AppError | null;
  /** Answers whether it went through; false, too, while another try runs. */
  run(act: () => Promise<unknown>): Promise<boolean>;
  /** What was wrong is being changed. */
  clear(): void;
}

export function useDialogAct(): DialogAct {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<AppError | null>(null);
  const running = useRef(false);
  const run = useCallback(async (act: () => Promise<unknown>): Promise<boolean> => {
    if (running.current) return false;
    running.current = true;
    setBusy(true);
    setError(null);
    try {
      await act();
      return true;
    } catch (thrown) {
      setError(asAppError(thrown));
      return false;
    } finally {
      running.current = false;
      setBusy(false);
    }
  }, []);
  const clear = useCallback(() => setError(null), []);
  return { busy, error, run, clear };
}
