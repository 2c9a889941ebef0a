/** `caos mail`: the account that mails go out through. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { AppError } from '../../src-shared/app-error';
import type { MailAccount } from '../../src-shared/domain/mail';
import { isLoopback, MailEncryption, MailSettings } from '../../src-shared/domain/mail';
import {
  type MailPreset,
  mailPresetById,
  mailPresetFor,
  mailPresets,
  presetAccount,
} from '../../src-shared/domain/mail-presets';
import { type CommandWork, UsageError } from './command-context';
import { fieldLines } from './format';
import { unlessInterrupted } from './session';
import type { Terminal } from './terminal';

interface SetUpOptions {
  from: string;
  provider?: string;
  host?: string;
  port?: string;
  encryption?: string;
  user?: string;
  ca?: string;
  acceptPlain?: boolean;
  test?: boolean;
}

export function mail(program: Command, run: (work: CommandWork) => void): void {
  const group = program
    .command('mail')
    .description('the mail account that links and codes go out through')
    .addHelpText(
      'after',
      '\nExamples:\n  caos mail set-up --from kim@gmail.com\n' +
        '  caos mail set-up --from kim@studio.example --host mail.studio.example --user kim\n  caos mail test\n',
    );
  group
    .command('show', { isDefault: true })
    .description('show how mails go out')
    .action(() => run(showAccount));
  group
    .command('set-up')
    .description(
      'set the account; its password is read from CAOS_SECRET or asked for, never given as an option',
    )
    .requiredOption('--from <address>', 'the address that mails come from')
    .option(
      '--provider <id>',
      `a known service: ${mailPresets.map(({ id }) => id).join(', ')} (default: told from the address)`,
    )
    .option('--host <name>', 'the mail server (SMTP)')
    .option('--port <number>', 'its port (default: 465 for tls, 587 for starttls, 25 for none)')
    .option('--encryption <way>', 'tls, starttls or none (default: tls for port 465, else starttls)')
    .option('--user <name>', 'who signs in (default: the address); "" for a server that asks nobody')
    .option('--ca <file>', 'certificates (PEM) to trust besides those of the system')
    .option('--accept-plain', 'with --encryption none: everybody on the way can read password and mails')
    .option('--no-test', 'do not send a test to the address')
    .action((options: SetUpOptions) => run(setUp(options)));
  group
    .command('test')
    .description('send a test')
    .option('--to <address>', 'to this address (default: the one that mails come from)')
    .action((options: { to?: string }) => run(test(options)));
  group
    .command('forget')
    .description('forget the account and its password; mails wait in the Outbox then')
    .action(() => run(forget));
}

const ways: Record<MailSettings['encryption'], string> = {
  tls: 'TLS',
  starttls: 'STARTTLS',
  none: 'not encrypted',
};

function accountLines({ settings, hasPassword, warning, trouble }: MailAccount): string[] {
  if (!settings) return ['No mail account is set up. Mails wait in the Outbox. See: caos mail set-up --help'];
  return [
    ...fieldLines([
      ['From', settings.from],
      ['Server', `${settings.host}:${settings.port} (${ways[settings.encryption]})`],
      ['User', settings.user || 'nobody signs in'],
      ...(settings.user === ''
        ? []
        : ([['Password', hasPassword ? 'stored' : 'missing']] as [string, string][])),
    ]),
    ...(warning === 'plain' ? ['Warning: password and mails can be read on their way.'] : []),
    ...(trouble ? [trouble.message] : []),
  ];
}

const showAccount: CommandWork = async ({ session, answer }) => {
  const account = await session.call('mail.get', {});
  answer(account, accountLines(account));
  return 0;
};

function setUp(options: SetUpOptions): CommandWork {
  return async ({ session, terminal, answer }) => {
    const preset = presetOf(options);
    const settings = settingsOf(options, preset, terminal.workingFolder);
    const known = await session.call('mail.get', {});
    if (preset && settings.host === preset.host) terminal.note(preset.password.en);
    const password = settings.user === '' ? undefined : await readPassword(terminal, known, settings);
    const account = await session.call('mail.save', {
      settings,
      ...(password !== undefined && { password }),
    });
    const tested = options.test === false ? null : await session.call('mail.test', {});
    answer({ ...account, tested }, [
      ...accountLines(account),
      tested ? `A test went to ${tested.to}.` : 'Try it: caos mail test',
    ]);
    return 0;
  };
}

function presetOf({ provider, host, from }: SetUpOptions): MailPreset | null {
  if (provider === undefined) return host === undefined ? mailPresetFor(from) : null;
  const preset = mailPresetById(provider);
  if (preset) return preset;
  throw new UsageError(
    `“${provider}” is no known mail service. Known are: ${mailPresets.map(({ id }) => id).join(', ')}.`,
  );
}

function settingsOf(options: SetUpOptions, preset: MailPreset | null, workingFolder: string): MailSettings {
  const { from } = options;
  const base = preset ? presetAccount(preset, from) : null;
  const host = options.host ?? base?.host;
  if (!host)
    throw new UsageError(
      'Give --host, the mail server of this address, or --provider. Whoever runs the mailbox tells it (SMTP, outgoing mail).',
    );
  const way = encryptionOf(options) ?? base?.encryption ?? 'starttls';
  if (way === 'none' && !options.acceptPlain && !isLoopback(host))
    throw new UsageError(
      'Without encryption everybody on the way can read password and mails. Use tls or starttls, or add --accept-plain if you mean it.',
    );
  const standardPort = { tls: 465, starttls: 587, none: 25 }[way];
  const port = options.port === undefined ? undefined : Number(options.port);
  const parsed = MailSettings.safeParse({
    provider: base?.provider ?? null,
    host,
    port: port ?? (base && options.encryption === undefined ? base.port : standardPort),
    encryption: way,
    plainAccepted: options.acceptPlain ?? false,
    user: options.user ?? base?.user ?? from,
    from,
    ...(options.ca !== undefined && { caPem: readCertificates(resolve(workingFolder, options.ca)) }),
  });
  if (parsed.success) return parsed.data;
  const field = String(parsed.error.issues[0]?.path[0] ?? '');
  throw new UsageError(
    field === 'from' ? `“${from}” is no mail address.` : `--${field || 'host'} is not well formed.`,
  );
}

function encryptionOf({ encryption, port }: SetUpOptions): MailSettings['encryption'] | null {
  if (encryption === undefined) return port === '465' ? 'tls' : null;
  const parsed = MailEncryption.safeParse(encryption);
  if (!parsed.success) throw new UsageError('--encryption is tls, starttls or none.');
  return parsed.data;
}

/** Undefined: the one that is stored stays, if it may. */
async function readPassword(
  terminal: Terminal,
  known: MailAccount,
  { user, host }: MailSettings,
): Promise<string | undefined> {
  if (terminal.secret) return terminal.secret;
  if (known.hasPassword && known.settings?.user === user && known.settings.host === host) return undefined;
  if (!terminal.ask)
    throw new UsageError(
      `The password for ${user} is missing. Put it into the environment variable CAOS_SECRET and try again.`,
    );
  const typed = await unlessInterrupted(
    terminal.ask.secret(`Password for ${user} at ${host} (it is not shown):`),
    terminal.interrupted,
  );
  if (typed === '') throw new AppError('bad-input', 'No password was typed. Nothing was changed; try again.');
  return typed;
}

function readCertificates(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new AppError('file-missing', `The certificate file “${path}” cannot be read. Check its path.`, {
      cause,
    });
  }
}

function test(options: { to?: string }): CommandWork {
  return async ({ session, answer }) => {
    const done = await session.call('mail.test', options);
    answer(done, [
      `A test went to ${done.to}${done.encrypted ? '' : ', not encrypted on its way'}. The server said: ${done.answer}`,
    ]);
    return 0;
  };
}

const forget: CommandWork = async ({ session, answer }) => {
  const account = await session.call('mail.remove', {});
  answer(account, ['The mail account is forgotten. Mails wait in the Outbox.']);
  return 0;
};
