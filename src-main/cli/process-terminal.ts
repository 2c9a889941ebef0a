/** The Terminal of a real process: its streams, its signals, its prompt. */
import { createInterface } from 'node:readline/promises';
import { AppError } from '../../src-shared/app-error';
import type { Terminal } from './terminal';
import { clip } from './text-width';

export interface ProcessTerminal extends Terminal {
  /** Resolves when all that was written has left this process, or cannot. */
  flush(): Promise<void>;
}

export function openProcessTerminal(host: NodeJS.Process): ProcessTerminal {
  const secret = host.env.CAOS_SECRET ?? null;
  const sessionToken = host.env.CAOS_SESSION_TOKEN ?? null;
  delete host.env.CAOS_SECRET;
  delete host.env.CAOS_SESSION_TOKEN;
  const out = quietWhenClosed(host.stdout);
  const errors = quietWhenClosed(host.stderr);
  const live = host.stderr.isTTY === true && host.env.TERM !== 'dumb';
  const columns = (): number => host.stderr.columns || 80;
  let statusShown = false;
  const clearStatus = (): void => {
    if (statusShown) errors.write('\r\x1b[2K');
    statusShown = false;
  };

  return {
    out(text) {
      clearStatus();
      out.write(`${text}\n`);
    },
    note(text) {
      clearStatus();
      errors.write(`${text}\n`);
    },
    status(text) {
      if (!live) return;
      clearStatus();
      if (text === '') return;
      errors.write(clip(text, columns() - 1));
      statusShown = true;
    },
    live,
    columns,
    ask: host.stdin.isTTY && host.stderr.isTTY ? promptOn(host) : null,
    secret,
    sessionToken,
    env: host.env,
    workingFolder: host.cwd(),
    interrupted: interruptSignal(host),
    now: Date.now,
    async flush() {
      clearStatus();
      await Promise.all([out.flush(), errors.flush()]);
    },
  };
}

/** `caos … | head` closes the pipe early: the work goes on, the rest of the output is dropped. */
function quietWhenClosed(stream: NodeJS.WriteStream): { write(text: string): void; flush(): Promise<void> } {
  let closed = false;
  stream.on('error', () => {
    closed = true;
  });
  return {
    write(text) {
      if (!closed) stream.write(text);
    },
    flush: () =>
      new Promise((resolve) => {
        if (closed) return resolve();
        stream.once('error', () => resolve());
        stream.write('', () => resolve());
      }),
  };
}

/** The first signal asks politely, the second ends at once: what is stored is stored, the rest goes on at the next start. */
function interruptSignal(host: NodeJS.Process): AbortSignal {
  const controller = new AbortController();
  const onSignal = (): void => {
    if (controller.signal.aborted) host.exit(130);
    controller.abort();
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) host.on(name, onSignal);
  return controller.signal;
}

function promptOn(host: NodeJS.Process): NonNullable<Terminal['ask']> {
  return {
    async line(question) {
      const reader = createInterface({ input: host.stdin, output: host.stderr });
      try {
        return await new Promise<string>((resolve, reject) => {
          reader.on('SIGINT', () => reject(stopped()));
          reader.on('close', () => reject(stopped()));
          void reader.question(`${question} `).then(resolve, reject);
        });
      } finally {
        reader.close();
      }
    },
    secret: (question) => readHidden(host, question),
  };
}

const stopped = (): AppError => new AppError('cancelled', 'Stopped; nothing was changed.');

/** Enter, and Ctrl-D. */
const endsLine: ReadonlySet<string> = new Set(['\r', '\n', '\x04']);
const erases: ReadonlySet<string> = new Set(['\x7f', '\b']);

/** Reads a line in raw mode, so that nothing typed is shown. */
function readHidden(host: NodeJS.Process, question: string): Promise<string> {
  const { stdin, stderr } = host;
  return new Promise((resolve, reject) => {
    let typed = '';
    const end = (settle: () => void): void => {
      stdin.off('data', onData);
      stdin.setRawMode(false);
      stdin.pause();
      stderr.write('\n');
      settle();
    };
    const onData = (text: string): void => {
      for (const character of text) {
        if (character === '\x03') {
          end(() => reject(stopped()));
          return;
        }
        if (endsLine.has(character)) {
          end(() => resolve(typed));
          return;
        }
        if (erases.has(character)) typed = [...typed].slice(0, -1).join('');
        else if (character >= ' ') typed += character;
      }
    };
    stdin.setEncoding('utf8');
    // Before the question is there to be answered: what is typed ahead of raw mode is shown.
    stdin.setRawMode(true);
    stderr.write(`${question} `);
    stdin.resume();
    stdin.on('data', onData);
  });
}
