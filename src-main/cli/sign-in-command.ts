/** `caos signin`: who signs mails and names shares on this computer. */
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { AppError } from '../../src-shared/app-error';
import {
  Colour,
  type Identity,
  type SignInOutcome,
  type SignInStatus,
} from '../../src-shared/domain/identity';
import { MailAddress, MailLanguage } from '../../src-shared/domain/mail';
import { type CommandContext, type CommandWork, UsageError } from './command-context';
import { fieldLines } from './format';
import { mailsSettled } from './outbox-commands';
import { unlessInterrupted } from './session';

interface SignInOptions {
  code?: string;
  name?: string;
  language?: string;
  colour?: string;
  signature?: string;
  logo?: string;
  out?: boolean;
}

export function signIn(program: Command, run: (work: CommandWork) => void): void {
  program
    .command('signin')
    .argument('[address]', 'your mail address (default: show who is signed in)')
    .description('sign in by a code that comes by mail; nothing is signed up anywhere')
    .option('--code <digits>', 'the code that came')
    .option('--name <name>', 'your name, as guests read it')
    .option('--language <language>', 'en or ko')
    .option('--colour <colour>', 'accent of mails and guest pages, e.g. #2f6fed')
    .option('--signature <text>', 'words below every mail')
    .option('--logo <file>', 'a picture of at most 150 kB at the head of mails; "" for none')
    .option('--out', 'sign out')
    .addHelpText(
      'after',
      '\nExamples:\n  caos signin kim@studio.example --name "Kim Studio"\n  caos signin --code 1234-5678\n' +
        '  caos signin --logo logo.png --signature "Kim Studio, Seoul"\n',
    )
    .action((address: string | undefined, options: SignInOptions) => run(workOf(address, options)));
}

function workOf(address: string | undefined, options: SignInOptions): CommandWork {
  if (options.out) return signOut;
  if (options.code !== undefined) return verify(options.code, address);
  if (address !== undefined) return start(address, options);
  const given = [options.name, options.language, options.colour, options.signature, options.logo];
  return given.some((value) => value !== undefined) ? edit(options) : status;
}

function identityLines({ email, name, language, colour, signature, logo, proof }: Identity): string[] {
  return [
    ...fieldLines([
      ['Signed in', `${name} <${email}>`],
      ['Language', language],
      ['Colour', colour],
      ['Signature', signature.replace(/\n/g, ' / ') || 'none'],
      ['Logo', logo ? 'yes' : 'none'],
    ]),
    ...(proof === 'local'
      ? ['This is a local identity: the code was read on this computer, so the address is not proven.']
      : []),
  ];
}

const statusLines = ({ identity, pending }: SignInStatus): string[] => [
  ...(identity ? identityLines(identity) : ['Nobody is signed in. Sign in: caos signin you@example.com']),
  ...(pending ? [`A code for ${pending.email} waits to be typed: caos signin --code DIGITS`] : []),
];

const status: CommandWork = async ({ session, answer }) => {
  const now = await session.call('signin.status', {});
  answer(now, statusLines(now));
  return 0;
};

const signOut: CommandWork = async ({ session, answer }) => {
  answer(await session.call('signin.out', {}), ['Signed out. Albums and shares stay as they are.']);
  return 0;
};

function start(address: string, { name, language }: SignInOptions): CommandWork {
  return async (context) => {
    const { session, terminal, answer, options } = context;
    if (!MailAddress.safeParse(address).success) throw new UsageError(`“${address}” is no mail address.`);
    const begun = await session.call('signin.start', {
      email: address,
      ...(name !== undefined && { name }),
      ...(language !== undefined && { language: languageOf(language) }),
    });
    const mailId = begun.pending?.mailId ?? null;
    const [mail] = mailId === null ? [] : await mailsSettled(session, new Set([mailId]));
    const where =
      mail?.state === 'sent'
        ? `A code went to ${address}. It works for 10 minutes.`
        : `The code could not go out yet${mail?.error ? ` (${mail.error.message})` : ''}. Read it here: caos outbox show ${mailId} — it makes a local identity, which proves no address.`;
    if (!terminal.ask || options.json) {
      answer(await session.call('signin.status', {}), [where, 'Then type: caos signin --code DIGITS']);
      return 0;
    }
    terminal.note(where);
    const typed = await unlessInterrupted(terminal.ask.line('Code:'), terminal.interrupted);
    return verify(typed, address)(context);
  };
}

function verify(code: string, email: string | undefined): CommandWork {
  return async ({ session, answer }: CommandContext) => {
    const digits = code.replace(/[\s-]/g, '');
    if (!/^\d{8}$/.test(digits)) throw new UsageError('The code has 8 digits, such as 1234-5678.');
    const done = await session.call('signin.verify', { code: digits, ...(email !== undefined && { email }) });
    answer(done, done.outcome === 'signed-in' ? identityLines(done.identity) : [sentenceOf(done)]);
    return done.outcome === 'signed-in' ? 0 : 1;
  };
}

function sentenceOf(done: Exclude<SignInOutcome, { outcome: 'signed-in' }>): string {
  switch (done.outcome) {
    case 'wrong':
      return `That is not the code. ${done.attemptsLeft === 1 ? 'One attempt is' : `${done.attemptsLeft} attempts are`} left.`;
    case 'expired':
      return 'The code has expired: it works for 10 minutes. Ask for another: caos signin you@example.com';
    case 'used-up':
      return 'Too many wrong codes were typed. Ask for another: caos signin you@example.com';
    case 'none':
      return 'No code was asked for. Ask for one: caos signin you@example.com';
  }
}

function edit(options: SignInOptions): CommandWork {
  return async ({ session, terminal, answer }) => {
    const { name, language, colour, signature, logo } = options;
    if (colour !== undefined && !Colour.safeParse(colour).success)
      throw new UsageError('--colour is six hexadecimal digits after #, such as #2f6fed.');
    if (name?.trim() === '') throw new AppError('bad-input', 'The name is empty. Give one.');
    const identity = await session.call('signin.edit', {
      ...(name !== undefined && { name }),
      ...(language !== undefined && { language: languageOf(language) }),
      ...(colour !== undefined && { colour }),
      ...(signature !== undefined && { signature }),
      ...(logo !== undefined && { logoPath: logo === '' ? null : resolve(terminal.workingFolder, logo) }),
    });
    answer(identity, identityLines(identity));
    return 0;
  };
}

function languageOf(word: string): MailLanguage {
  const parsed = MailLanguage.safeParse(word);
  if (!parsed.success) throw new UsageError('--language is en or ko.');
  return parsed.data;
}
