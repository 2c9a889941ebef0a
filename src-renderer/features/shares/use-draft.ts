/** A share while it is composed: what is written is kept by main a moment later, and what it would cost is asked anew. */
import { useCallback, useEffect, useRef, useState } from 'react';
import type { AppError } from '../../../src-shared/app-error';
import type { Share, ShareEstimate } from '../../../src-shared/domain/share';
import { asAppError, call } from '../../bridge/client';
import { onPricesChanged } from '../../stores/connections-store';
import { useSharesStore } from '../../stores/shares-store';
import { changedPart, formOf, type ShareForm, wholeForm, withIds } from './compose-rules';

/** Quiet after the last key before it is kept (ms). */
const quietMs = 400;

export interface Draft {
  form: ShareForm;
  change(part: Partial<ShareForm>): void;
  /** Keeps what is written at once; answers whether main has it. */
  save(): Promise<boolean>;
  /** Something was written or chosen since it was opened. */
  touched: boolean;
  /** null while it is counted the first time. */
  estimate: ShareEstimate | null;
  estimateError: AppError | null;
  /** Why it could not be kept. */
  error: AppError | null;
}

export function useDraft(share: Share): Draft {
  const { id } = share;
  const [form, setForm] = useState(() => formOf(share));
  const [touched, setTouched] = useState(false);
  const [estimate, setEstimate] = useState<ShareEstimate | null>(null);
  const [estimateError, setEstimateError] = useState<AppError | null>(null);
  const [error, setError] = useState<AppError | null>(null);
  const latest = useRef(form);
  latest.current = form;
  const kept = useRef(form);
  const running = useRef<Promise<boolean> | null>(null);
  const timer = useRef<number | undefined>(undefined);
  const asked = useRef(0);

  const count = useCallback(async () => {
    const number = ++asked.current;
    try {
      const told = await call('shares.estimate', { id });
      if (number !== asked.current) return;
      setEstimate(told);
      setEstimateError(null);
    } catch (thrown) {
      if (number === asked.current) setEstimateError(asAppError(thrown));
    }
  }, [id]);

  const keep = useCallback(async (): Promise<boolean> => {
    try {
      // What is written meanwhile is kept with the next turn.
      for (;;) {
        const whole = wholeForm(latest.current, kept.current);
        const part = changedPart(whole, kept.current);
        if (Object.keys(part).length === 0) break;
        const answer = await call('shares.edit', { id, ...part });
        kept.current = { ...whole, recipients: withIds(whole.recipients, answer.recipients) };
        useSharesStore.getState().put(answer);
        setForm((old) => {
          const next = { ...old, recipients: withIds(old.recipients, answer.recipients) };
          latest.current = next;
          return next;
        });
        void count();
      }
      setError(null);
      return true;
    } catch (thrown) {
      setError(asAppError(thrown));
      return false;
    }
  }, [id, count]);

  const save = useCallback((): Promise<boolean> => {
    window.clearTimeout(timer.current);
    running.current ??= keep().finally(() => {
      running.current = null;
    });
    return running.current;
  }, [keep]);

  const change = useCallback(
    (part: Partial<ShareForm>): void => {
      setTouched(true);
      setForm((old) => {
        const next = { ...old, ...part };
        latest.current = next;
        return next;
      });
      window.clearTimeout(timer.current);
      timer.current = window.setTimeout(() => void save(), quietMs);
    },
    [save],
  );

  useEffect(() => {
    void count();
    // Leaving keeps what was written last.
    return () => void save();
  }, [count, save]);

  // Prices are entered in a sheet over it, or by the command line.
  useEffect(() => onPricesChanged(form.connectionId, () => void count()), [form.connectionId, count]);

  return { form, change, save, touched, estimate, estimateError, error };
}
