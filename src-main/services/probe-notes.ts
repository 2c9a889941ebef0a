/** Writes a probe's report: one step for each check, in their order, said in words; and what was seen of the store's abilities. */
import { toWire } from '../../src-shared/app-error';
import {
  type ConnectionReport,
  type ProbeCheck,
  type ProbeOutcome,
  type ProbeStep,
  probeChecks,
} from '../../src-shared/domain/connection';
import type { Capabilities } from '../../src-shared/domain/store-capabilities';
import type { Finding } from './probe-finding';
import { noLinks } from './probe-links';
import { fillWords, probeWords } from './probe-words';

/** What a check that was refused leaves of the store's promises. */
export const lostWithoutIt: Partial<Record<ProbeCheck, Partial<Capabilities>>> = {
  'create-bucket': { createBucket: false },
  checksum: { verifiesMd5: false },
  'conditional-put': { conditionalPut: false, keepsOther: false },
  'bulk-delete': { bulkDelete: false },
  link: noLinks,
  'inline-html': { inlineHtml: false },
  cors: { cors: false },
  expiry: { expiry: 'none' },
  tiers: { tiers: [], tierOf: 'none' },
  'public-read': { publicRead: false },
  versioning: { versioning: false },
  usage: { usage: false },
};

export interface Notes {
  readonly seen: Partial<Capabilities>;
  write(check: ProbeCheck, finding: Omit<Finding, 'outcome'> & { outcome: ProbeOutcome }): void;
  /** Adds a sentence to what was said of a check. */
  add(check: ProbeCheck, sentence: string, params: Record<string, string>): void;
  outcomeOf(check: ProbeCheck): ProbeOutcome;
  steps(depth: ConnectionReport['depth']): ProbeStep[];
}

/** `host`: how sentences name the store. `homeBucket`: the given one to work in. */
export function createNotes({ host, homeBucket }: { host: string; homeBucket: string | null }): Notes {
  const written = new Map<ProbeCheck, ProbeStep>();
  const seen: Partial<Capabilities> = {};
  const sentenceOf = (check: ProbeCheck, outcome: ProbeOutcome, error: unknown): string => {
    if (outcome === 'untried') {
      return error === undefined
        ? 'Not tried: an earlier check stood in the way.'
        : `It could not be tried just now: ${toWire(error).message}`;
    }
    if (outcome === 'failed' && error !== undefined) return toWire(error).message;
    return probeWords[check][outcome === 'yes' ? 'yes' : 'no'];
  };
  return {
    seen,
    write(check, { outcome, params, message, error, seen: found }) {
      Object.assign(seen, found);
      const words = message ?? sentenceOf(check, outcome, error);
      const told: Record<string, string | number> = {
        ...(words.includes('{host}') && { host }),
        ...(words.includes('{bucket}') && homeBucket !== null && { bucket: homeBucket }),
        ...params,
      };
      written.set(check, {
        check,
        outcome,
        message: fillWords(words, told),
        ...(Object.keys(told).length > 0 && { params: told }),
        ...(error !== undefined && { error: toWire(error) }),
      });
    },
    add(check, sentence, params) {
      const step = written.get(check);
      if (!step) return;
      written.set(check, {
        ...step,
        message: `${step.message} ${sentence}`,
        params: { ...step.params, ...params },
      });
    },
    outcomeOf: (check) => written.get(check)?.outcome ?? 'untried',
    steps: (depth) =>
      probeChecks
        .filter((check) => depth === 'full' || check === 'sign-in')
        .map(
          (check) =>
            written.get(check) ?? {
              check,
              outcome: 'untried',
              message: sentenceOf(check, 'untried', undefined),
            },
        ),
  };
}
