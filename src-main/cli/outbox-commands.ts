/** `caos outbox`: mails that wait, went, or did not. */
import { resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Command } from 'commander';
import type { Mail } from '../../src-shared/domain/mail';
import { MailId } from '../../src-shared/units';
import { type CommandWork, UsageError } from './command-context';
import { type Column, count, fieldLines, formatTime, tableLines } from './format';
import type { Session } from './session';

/** What servers are waited for; what is left then goes on by itself whenever CAOS runs. */
const WAIT_AT_MOST_MS = 120_000;
const LOOK_EVERY_MS = 200;

export function outbox(program: Command, run: (work: CommandWork) => void): void {
  const group = program
    .command('outbox')
    .description('mails that wait, that went, and that did not')
    .addHelpText(
      'after',
      '\nWhat is unsure may have arrived: ask the person, then say `arrived` or `retry`.\n' +
        '\nExamples:\n  caos outbox list\n  caos outbox show 12            its words, with link or code to copy\n' +
        '  caos outbox eml 12 --to mail.eml   to be sent with another program\n  caos outbox send\n',
    );
  group
    .command('list', { isDefault: true })
    .description('list them, newest first')
    .action(() => run(listMails));
  group
    .command('show')
    .argument('<id>', 'as `outbox list` tells it')
    .description('show a mail with its link or code: keep that to yourself')
    .action((id: string) => run(showMail(id)));
  group
    .command('send')
    .description('try everything that waits, now, and wait for the answers')
    .action(() => run(sendMails));
  group
    .command('retry')
    .argument('<id>', 'one that waits, was refused, failed or is unsure')
    .description('send it again; one that is unsure may then arrive twice')
    .action((id: string) => run(retryMail(id)));
  group
    .command('arrived')
    .argument('<id>', 'one that is unsure')
    .description('it did arrive: it counts as sent')
    .action((id: string) =>
      run(async ({ session, answer }) => {
        const mail = await session.call('outbox.arrived', { id: idOf(id) });
        answer(mail, [`The mail to ${mail.to.email} counts as sent.`]);
        return 0;
      }),
    );
  group
    .command('discard')
    .argument('<id...>', 'these')
    .description('take them out; they are not sent')
    .action((ids: string[]) => run(discardMails(ids)));
  group
    .command('eml')
    .argument('<id>', 'as `outbox list` tells it')
    .requiredOption('--to <file>', 'where to write it')
    .option('--replace', 'replace a file that is there')
    .description('write a mail as a file that any mail program opens; it holds the link or the code')
    .action((id: string, options: { to: string; replace?: boolean }) => run(writeEml(id, options)));
}

function idOf(word: string): MailId {
  const parsed = MailId.safeParse(Number(word));
  if (!parsed.success) throw new UsageError(`“${word}” is no mail. See them with: caos outbox list`);
  return parsed.data;
}

const waits: Record<NonNullable<Mail['waitsFor']>, string> = {
  'set-up': 'waits for a mail account',
  account: 'waits: the account needs you',
  network: 'waits for the mail server',
  time: 'waits, tried again later',
};
const states: Record<Exclude<Mail['state'], 'waiting'>, string> = {
  sending: 'being sent',
  sent: 'sent',
  refused: 'refused',
  failed: 'not sent',
  unsure: 'unsure whether it arrived',
};
const stateOf = ({ state, waitsFor }: Mail): string =>
  state === 'waiting' ? (waitsFor ? waits[waitsFor] : 'waits') : states[state];

const columns: Array<Column<Mail>> = [
  { title: 'ID', value: ({ id }) => String(id), align: 'right' },
  { title: 'TIME', value: ({ sentAtMs, createdAtMs }) => formatTime(sentAtMs ?? createdAtMs) },
  { title: 'TO', value: ({ to }) => to.email },
  { title: 'SUBJECT', value: ({ subject }) => subject },
  { title: 'STATE', value: stateOf },
];

const listMails: CommandWork = async ({ session, answer }) => {
  const mails = await session.call('outbox.list', {});
  answer(mails, mails.length === 0 ? ['The Outbox is empty.'] : tableLines(columns, mails));
  return 0;
};

function showMail(word: string): CommandWork {
  return async ({ session, answer }) => {
    const shown = await session.call('outbox.show', { id: idOf(word) });
    const { mail, rendered } = shown;
    answer(shown, [
      ...fieldLines([
        ['To', mail.to.name ? `${mail.to.name} <${mail.to.email}>` : mail.to.email],
        ['Subject', mail.subject],
        ['State', stateOf(mail)],
        ...(mail.error ? ([['Why', mail.error.message]] as [string, string][]) : []),
        ...(mail.answer ? ([['Server', mail.answer]] as [string, string][]) : []),
      ]),
      '',
      // Whatever a name or title holds, it moves no cursor.
      ...(rendered?.text.split('\n') ?? []).map((line) => line.replace(/\p{Cc}/gu, ' ')),
    ]);
    return 0;
  };
}

const isUnderWay = (mail: Mail): boolean =>
  mail.state === 'sending' || (mail.state === 'waiting' && mail.waitsFor === null);

/** Answers them as they are when nothing moves any more, or after two minutes. */
export async function mailsSettled(session: Session, ids: ReadonlySet<MailId>): Promise<Mail[]> {
  for (let waitedMs = 0; ; waitedMs += LOOK_EVERY_MS) {
    const mails = (await session.call('outbox.list', {})).filter(({ id }) => ids.has(id));
    if (!mails.some(isUnderWay) || waitedMs >= WAIT_AT_MOST_MS) return mails;
    await wait(LOOK_EVERY_MS);
  }
}

const sendMails: CommandWork = async ({ session, answer }) => {
  const waiting = (await session.call('outbox.list', {})).filter(
    ({ state }) => state === 'waiting' || state === 'sending',
  );
  if (waiting.length === 0) {
    answer([], ['No mail waits.']);
    return 0;
  }
  await session.call('outbox.send', {});
  const mails = await mailsSettled(session, new Set(waiting.map(({ id }) => id)));
  const sent = mails.filter(({ state }) => state === 'sent');
  const rest = mails.filter(({ state }) => state !== 'sent');
  answer(mails, [
    `Sent ${count(sent.length, 'mail')}.`,
    ...(rest.length > 0 ? tableLines(columns, rest) : []),
    ...reasons(rest),
  ]);
  return rest.length === 0 ? 0 : 1;
};

/** Each once. */
const reasons = (mails: readonly Mail[]): string[] =>
  [
    ...new Set(
      mails.map(({ error, waitsFor }) =>
        waitsFor === 'set-up'
          ? 'There is no mail account yet. Set one up: caos mail set-up --from you@example.com'
          : (error?.message ?? ''),
      ),
    ),
  ].filter(Boolean);

function retryMail(word: string): CommandWork {
  return async ({ session, answer }) => {
    const { id } = await session.call('outbox.retry', { id: idOf(word) });
    const [mail] = await mailsSettled(session, new Set([id]));
    if (!mail) throw new UsageError('This mail is not in the Outbox any more.');
    answer(mail, [
      mail.state === 'sent' ? `Sent to ${mail.to.email}.` : `To ${mail.to.email}: ${stateOf(mail)}.`,
      ...(mail.state === 'sent' ? [] : reasons([mail])),
    ]);
    return mail.state === 'sent' ? 0 : 1;
  };
}

function discardMails(words: string[]): CommandWork {
  return async ({ session, answer }) => {
    const ids = words.map(idOf);
    for (const id of ids) await session.call('outbox.discard', { id });
    answer({ discarded: ids }, [`Took ${count(ids.length, 'mail')} out of the Outbox.`]);
    return 0;
  };
}

function writeEml(word: string, { to, replace }: { to: string; replace?: boolean }): CommandWork {
  return async ({ session, terminal, answer }) => {
    const path = resolve(terminal.workingFolder, to);
    await session.call('outbox.eml', { id: idOf(word), path, replace: replace ?? false });
    answer({ path }, [`Wrote ${path}. Whoever reads it can use what it holds.`]);
    return 0;
  };
}
