/** `caos share create|send`: makes a share and waits until its pages are up. */
import { AppError, fromWire } from '../../src-shared/app-error';
import type { Share } from '../../src-shared/domain/share';
import type { ShareCost } from '../../src-shared/domain/store-prices';
import type { CommandInput } from '../../src-shared/ipc-contract';
import type { ShareId } from '../../src-shared/units';
import { type CommandContext, type CommandWork, UsageError } from './command-context';
import { findAlbum, findConnection, findSelection } from './find-by-name';
import { count, formatBytes, formatTime } from './format';
import { unlessInterrupted } from './session';
import { findShare } from './share-commands';
import { printable } from './text-width';

export interface CreateOptions {
  selection?: string;
  album?: string;
  to: string[];
  days: number;
  allow: string;
  title?: string;
  message?: string;
  language: string;
  on?: string;
  watermark?: string;
  keepLocation?: boolean;
  hideNames?: boolean;
  showCode?: boolean;
}

const allowances = ['view', 'download', 'original', 'pick', 'comment'] as const;
/** Events may be missed (a new owner of the profile), so the state is also asked for this often. */
const ASK_AT_LEAST_MS = 1000;

export function createShare(options: CreateOptions): CommandWork {
  return async (context) => {
    const { session } = context;
    const given = await inputOf(context, options);
    const draft = await session.call('shares.create', given);
    await session.call('shares.send', { id: draft.id });
    return report(context, await followShare(context, draft.id), options.showCode ?? false);
  };
}

/** A draft or one that failed is sent; one under way is waited for. */
export function sendShare(word: string): CommandWork {
  return async (context) => {
    const found = await findShare(context.session, word);
    if (found.state === 'draft' || found.state === 'failed')
      await context.session.call('shares.send', { id: found.id });
    return report(context, await followShare(context, found.id), false);
  };
}

async function inputOf(
  { session }: CommandContext,
  options: CreateOptions,
): Promise<CommandInput<'shares.create'>> {
  if ((options.selection === undefined) === (options.album === undefined))
    throw new UsageError('Say what to share: either --selection or --album.');
  const words = options.allow.split(',').map((word) => word.trim());
  const foreign = words.find((word) => !(allowances as readonly string[]).includes(word));
  if (foreign !== undefined)
    throw new UsageError(
      `“${foreign}” is nothing that could be allowed. Choose from: ${allowances.join(', ')}`,
    );
  const { language } = options;
  if (language !== 'en' && language !== 'ko') throw new UsageError('Mails and pages speak en or ko.');
  const may = (word: (typeof allowances)[number]): boolean => words.includes(word);
  const source = options.selection
    ? { selectionId: (await findSelection(session, options.selection)).id }
    : { albumId: (await findAlbum(session, options.album ?? '')).id };
  const codeWay = options.showCode ? 'show' : 'mail';
  return {
    source,
    days: options.days,
    language,
    recipients: options.to.map((email) => ({ email, codeWay })),
    allow: { web: may('download'), original: may('original'), pick: may('pick'), comment: may('comment') },
    options: {
      watermark: options.watermark ?? null,
      stripLocation: !options.keepLocation,
      showFileNames: !options.hideNames,
    },
    ...(options.title !== undefined && { title: options.title }),
    ...(options.message !== undefined && { message: options.message }),
    ...(options.on !== undefined && { connectionId: (await findConnection(session, options.on)).id }),
  };
}

/** Until it is live. Throws what it failed of, and `cancelled`; offline it waits. */
async function followShare({ session, terminal }: CommandContext, id: ShareId): Promise<Share> {
  let heard: () => void = () => undefined;
  const stop = session.onEvent(
    ({ name }) => {
      if (name === 'shares.changed') heard();
    },
    ['shares.changed'],
  );
  try {
    for (;;) {
      const changed = new Promise<void>((resolve) => {
        heard = resolve;
      });
      const share = await session.call('shares.get', { id });
      if (share.state === 'live') return share;
      if (share.state === 'failed' && share.reason) throw fromWire(share.reason);
      if (share.state !== 'preparing' && share.state !== 'uploading')
        throw new AppError('cancelled', 'The share was ended meanwhile.');
      terminal.status(lineOf(share));
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, ASK_AT_LEAST_MS);
      });
      await unlessInterrupted(Promise.race([changed, late]), terminal.interrupted).finally(() =>
        clearTimeout(timer),
      );
    }
  } finally {
    stop();
    terminal.status('');
  }
}

function lineOf({ progress, photoCount, reason }: Share): string {
  return [
    `${progress.preparedPhotos} of ${photoCount} prepared`,
    `${formatBytes(progress.storedBytes)} of ${formatBytes(progress.sealedBytes)} stored`,
    ...(reason ? [`waiting: ${printable(reason.message)}`] : []),
  ].join(' · ');
}

async function report({ session, answer }: CommandContext, share: Share, showCode: boolean): Promise<0 | 1> {
  const people = [];
  for (const person of share.recipients) {
    const { link, code } = await session.call('shares.secrets', { id: share.id, recipientId: person.id });
    people.push({ email: person.email, link, ...(showCode && { code }) });
  }
  const { notes, uploadBytes, cost } = await session.call('shares.estimate', { id: share.id });
  const untilMs = share.sureUntilMs ?? share.endsAtMs ?? 0;
  answer({ ...share, people, estimate: { uploadBytes, cost } }, [
    `“${share.title}” is live: ${count(share.photoCount - share.leftOut.length, 'photo')}, until ${formatTime(share.endsAtMs ?? 0)}.`,
    ...(untilMs < (share.endsAtMs ?? 0)
      ? [`Sure until ${formatTime(untilMs)}; links are renewed and mailed again while CAOS runs.`]
      : []),
    `${formatBytes(uploadBytes)} stored${costWords(cost, share.days)}.`,
    ...(notes.includes('gateway-must-run')
      ? [
          'The links lead to this computer: they open while CAOS runs, and for others only if the network may reach it.',
        ]
      : []),
    ...share.leftOut.map(({ fileName, error }) => `Left out: ${fileName}: ${error.message}`),
    ...[...share.originalsLeftOut, ...(share.filmsLeftOut ?? [])].map(({ error }) => error.message),
    ...people.flatMap(({ email, link, code }) => [
      '',
      email,
      `  ${link ?? ''}`,
      ...(code ? [`  code ${code}`] : []),
    ]),
  ]);
  return share.leftOut.length > 0 ? 1 : 0;
}

/** `; about 0.12 USD: kept 14 days, each person looking once`. Nothing where nobody charges. */
function costWords(cost: ShareCost, days: number): string {
  if (cost.known === 'free') return '';
  if (cost.known === 'unknown')
    return '; what it costs is not known: enter what the store charges with `caos connections edit … --prices`';
  const { amount, currency, stored, downloaded } = cost;
  const money = amount > 0 && amount < 0.01 ? 'less than 0.01' : `about ${amount.toFixed(2)}`;
  const made = [
    ...(stored === null ? [] : [`kept ${count(days, 'day')}`]),
    ...(downloaded === null ? [] : ['each person looking once']),
  ];
  return `; ${money} ${currency}${made.length > 0 ? `: ${made.join(', ')}` : ''}`;
}
