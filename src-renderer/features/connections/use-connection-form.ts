/** The state of a connection form: what is entered, what is wrong with it, what the store says of it, and sending it. */
import { useEffect, useRef, useState } from 'react';
import type { AppError, WireError } from '../../../src-shared/app-error';
import type { Connection, ConnectionReport } from '../../../src-shared/domain/connection';
import { asAppError, call } from '../../bridge/client';
import { useErrorSentence, useTranslation } from '../../i18n/use-locale';
import { focusInvalid } from '../../ui/focus-invalid';
import { say } from '../../ui/toast';
import type { ConnectionDraft } from './draft';
import { type Field, placeOfError, problemsOf, regionToUse, sentOf } from './form-rules';
import { createLiveTry, type LiveTry, type LiveTryState } from './live-try';

type Sent = ReturnType<typeof sentOf>;
type Live = LiveTryState<ConnectionReport>;

/** A pause this long means that the person looks at what they entered. */
const QUIET_MS = 700;
/** A secret typed by hand is not sent half, since stores lock accounts after some wrong ones. */
const QUIET_SECRET_MS = 2000;

export interface ConnectionFormState {
  draft: ConnectionDraft;
  change(part: Partial<ConnectionDraft>): void;
  /** The person left that field. */
  leave(field: string): void;
  secret: { pasted(): void; typed(value: string): void };
  /** What is wrong with a field: what it lacks, or what the store says of it. */
  problem(field: string): string | null;
  useRegion: string | null;
  live: Live;
  /** Of the live try or of sending, when it belongs to no field. */
  trouble: AppError | WireError | null;
  /** The one that a field shows, to be read out and to fold out its details. */
  placed: AppError | WireError | null;
  ready: boolean;
  /** As it is stored. */
  unchanged: boolean;
  /** null: not tried as it is entered now. */
  works: boolean | null;
  report: ConnectionReport | null;
  busy: 'test' | 'save' | null;
  testEverything(): Promise<void>;
  save(): Promise<void>;
}

/** `connection`: the one to change; null for a new one. */
export function useConnectionForm(
  initial: ConnectionDraft,
  connection: Connection | null,
  onSaved: () => void,
): ConnectionFormState {
  const { t } = useTranslation();
  const sentence = useErrorSentence();
  const [draft, setDraft] = useState(initial);
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [checked, setChecked] = useState<'try' | 'save' | null>(null);
  const [typingSecret, setTypingSecret] = useState(false);
  const [live, setLive] = useState<Live>({ phase: 'idle' });
  const [full, setFull] = useState<{ key: string; report: ConnectionReport } | null>(null);
  const [busy, setBusy] = useState<'test' | 'save' | null>(null);
  const [saveError, setSaveError] = useState<AppError | null>(null);
  const pasting = useRef(false);
  const latest = useRef<Live>(live);
  const liveTry = useRef<LiveTry<Sent> | null>(null);
  const fullTest = useRef<Promise<unknown>>(Promise.resolve());

  const stored = connection?.config ?? null;
  const id = connection?.id;
  const open = problemsOf(draft, 'try', stored);
  const sent = Object.keys(open).length === 0 ? sentOf(draft) : null;
  const key = sent === null ? null : JSON.stringify(sent);
  const [firstKey] = useState(key);
  // What is stored already was tested when it was stored.
  const unchanged = connection !== null && key === firstKey;

  useEffect(() => {
    const made = createLiveTry<Sent, ConnectionReport>({
      attempt: async (input) => {
        await fullTest.current.catch(() => undefined); // never two at a time
        return call('connections.try', { ...input, ...(id !== undefined && { id }), depth: 'sign-in' });
      },
      after: (ms, run) => {
        const timer = window.setTimeout(run, ms);
        return () => window.clearTimeout(timer);
      },
      show: (state) => {
        latest.current = state;
        setLive(state);
      },
    });
    liveTry.current = made;
    return () => made.dispose();
  }, [id]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `key` stands for `sent`, which is made anew at every drawing
  useEffect(() => {
    const quietMs = typingSecret ? (connection === null ? QUIET_SECRET_MS : null) : QUIET_MS;
    liveTry.current?.want(key === null || sent === null || unchanged ? null : { key, input: sent }, quietMs);
  }, [key, unchanged, typingSecret]);

  const failure = failureOf(live);
  const place = failure === null ? null : placeOfError(failure, draft);
  const savePlace = saveError === null ? null : placeOfError(saveError, draft);

  const needed = checked === null ? open : problemsOf(draft, checked, stored);
  const problem = (field: string): string | null => {
    const lacking = needed[field as Field];
    const early = lacking === 'secretAgain' || lacking === 'secretOfNewKey';
    const shows = checked !== null || early || (left.has(field) && lacking?.endsWith('Wrong'));
    if (lacking !== undefined && shows) return t(`connections.problems.${lacking}`);
    if (saveError !== null && savePlace === field) return sentence(saveError);
    return failure !== null && place === field ? sentence(failure) : null;
  };
  const works = live.phase === 'answered' ? live.answer.ok : live.phase === 'failed' ? false : null;

  function change(part: Partial<ConnectionDraft>): void {
    setDraft((old) => ({ ...old, ...part }));
    setSaveError(null);
  }

  /** True when all is entered; else marks what is not and goes there. */
  function check(need: 'try' | 'save'): boolean {
    setChecked(need);
    if (Object.keys(problemsOf(draft, need, stored)).length === 0) return true;
    focusInvalid('[role="dialog"]');
    return false;
  }

  async function testEverything(): Promise<void> {
    if (busy !== null || !check('try') || sent === null || key === null) return;
    setBusy('test');
    setSaveError(null);
    try {
      if (!unchanged) await liveTry.current?.now();
      if (failureOf(latest.current) === null || unchanged) {
        const test = call('connections.try', { ...sent, ...(id !== undefined && { id }), depth: 'full' });
        fullTest.current = test;
        setFull({ key, report: await test });
      }
    } catch (thrown) {
      setSaveError(asAppError(thrown));
    }
    setBusy(null);
  }

  async function save(): Promise<void> {
    if (busy !== null) return;
    const onlyName = connection?.builtIn === true;
    if (!onlyName && !check('save')) return;
    if (onlyName && draft.name.trim() === '') {
      setChecked('save');
      return focusInvalid('[role="dialog"]');
    }
    setBusy('save');
    setSaveError(null);
    try {
      if (!onlyName && !unchanged && works === null) {
        await liveTry.current?.now();
        if (failureOf(latest.current) !== null) {
          setBusy(null); // now it is known that it does not work: a second press keeps it all the same
          return focusInvalid('[role="dialog"]');
        }
      }
      const name = draft.name.trim();
      if (connection === null) await call('connections.add', { name, ...(sent as Sent) });
      else if (onlyName) await call('connections.update', { id: connection.id, name });
      else await call('connections.update', { id: connection.id, name, ...(sent as Sent) });
      say(
        connection === null
          ? { title: t('connections.form.added', { name }) }
          : {
              title: t('connections.form.saved', { name }),
              ...(!unchanged && !onlyName && { text: t('connections.form.savedText') }),
            },
      );
      onSaved();
    } catch (thrown) {
      setSaveError(asAppError(thrown));
      setBusy(null);
    }
  }

  return {
    draft,
    change,
    leave(field) {
      setLeft((old) => (old.has(field) ? old : new Set([...old, field])));
      if (field === 'secret') setTypingSecret(false);
    },
    secret: {
      pasted: () => {
        pasting.current = true;
      },
      typed: (secret) => {
        setTypingSecret(!pasting.current);
        pasting.current = false;
        change({ secret });
      },
    },
    problem,
    useRegion: failure === null ? null : regionToUse(failure, draft),
    live,
    trouble: saveError !== null && savePlace === null ? saveError : place === null ? failure : null,
    placed: place === null ? null : failure,
    ready: sent !== null,
    unchanged,
    works,
    report: full !== null && full.key === key ? full.report : null,
    busy,
    testEverything,
    save,
  };
}

/** What stood in the way of the last try; null when it passed or none was made. */
function failureOf(live: Live): AppError | WireError | null {
  if (live.phase === 'failed') return asAppError(live.error);
  if (live.phase !== 'answered' || live.answer.ok) return null;
  const step = live.answer.steps.find((one) => one.outcome === 'failed' || one.outcome === 'no');
  return step?.error ?? { code: 'unsupported', message: step?.message ?? '', retry: 'after-user' };
}
