/** The rules of Settings that hold uploads back: hours of the day, battery, metered network. */
import type { TransferHold } from '../../../src-shared/domain/transfer';
import { isWithinHours, nextHoursEdge } from '../../../src-shared/domain/transfer-hours';
import type { Settings } from '../../../src-shared/ipc-contract';
import type { Core } from '../core';

/** Facts of this computer; null: it cannot tell. */
export interface ComputerFacts {
  isOnBattery(): Promise<boolean | null>;
  isMetered(): Promise<boolean | null>;
}

export interface Holds {
  /** The clock or Settings may have changed. Answers what holds uploads back now. `asking`: not known yet, wait for `onChange`. */
  look(): TransferHold | 'asking' | null;
  /** Settings changed: what this computer said for other rules counts no more. */
  rulesChanged(): void;
  stop(): void;
}

export type HoldRules = Pick<Settings, 'transferHours' | 'onlyPluggedIn' | 'notMetered'>;

/** Only while a rule needs it. */
const ASK_EVERY_MS = 60_000;
/** A computer that slept is late: timers are kept short, and the clock is read at each. */
const LONGEST_TIMER_MS = 60_000;

interface Facts {
  battery: boolean | null;
  metered: boolean | null;
}

export function createHolds(
  core: Pick<Core, 'changes' | 'journal' | 'log' | 'now'>,
  computer: ComputerFacts,
  rulesNow: () => HoldRules,
  onChange: () => void,
): Holds {
  /** null: not asked yet. */
  let facts: Facts | null = null;
  let asking: object | null = null;
  let askedAtMs = Number.NEGATIVE_INFINITY;
  let told: TransferHold | null = null;
  const toldUnknown = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  const ask = async (rules: HoldRules): Promise<void> => {
    const question = {};
    asking = question;
    askedAtMs = core.now();
    const [battery, metered] = await Promise.all([
      rules.onlyPluggedIn ? computer.isOnBattery().catch(() => null) : null,
      rules.notMetered ? computer.isMetered().catch(() => null) : null,
    ]);
    if (stopped || asking !== question) return;
    asking = null;
    facts = { battery, metered };
    if (rules.onlyPluggedIn && battery === null) tellUnknown('battery');
    if (rules.notMetered && metered === null) tellUnknown('metered');
    onChange();
  };
  const tellUnknown = (fact: string): void => {
    if (toldUnknown.has(fact)) return;
    toldUnknown.add(fact);
    core.log.warn('hold-unknown', { fact });
  };

  const tell = (hold: TransferHold | null): void => {
    if (hold?.reason === told?.reason && hold?.untilMs === told?.untilMs) return;
    if (hold?.reason !== told?.reason) {
      if (told) core.journal({ type: 'released', title: '', params: { reason: told.reason } });
      if (hold) core.journal({ type: 'held', title: '', params: { reason: hold.reason } });
    }
    told = hold;
    core.changes.held(hold);
  };

  return {
    look() {
      if (stopped) return told;
      const rules = rulesNow();
      const now = core.now();
      const needsFacts = rules.onlyPluggedIn || rules.notMetered;
      // The clock may have been set back.
      const isOld = now - askedAtMs >= ASK_EVERY_MS || now < askedAtMs;
      if (needsFacts && !asking && isOld) void ask(rules);
      const edgeMs =
        rules.transferHours.mode === 'upload-between' ? nextHoursEdge(rules.transferHours, now) : null;
      clearTimeout(timer);
      const wakeMs = Math.min(edgeMs === null ? Number.POSITIVE_INFINITY : edgeMs - now, LONGEST_TIMER_MS);
      if (edgeMs !== null || needsFacts) timer = setTimeout(onChange, Math.max(20, wakeMs)).unref();
      const hold = holdNow(rules, facts, now);
      tell(hold);
      return hold ?? (needsFacts && facts === null ? 'asking' : null);
    },
    rulesChanged() {
      facts = null;
      asking = null;
      askedAtMs = Number.NEGATIVE_INFINITY;
    },
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}

/** What this computer cannot tell holds nothing back. */
export function holdNow(rules: HoldRules, facts: Facts | null, nowMs: number): TransferHold | null {
  const { transferHours: hours } = rules;
  if (hours.mode === 'upload-between' && !isWithinHours(hours, nowMs))
    return { reason: 'schedule', untilMs: nextHoursEdge(hours, nowMs) };
  if (rules.onlyPluggedIn && facts?.battery) return { reason: 'battery', untilMs: null };
  if (rules.notMetered && facts?.metered) return { reason: 'metered', untilMs: null };
  return null;
}
