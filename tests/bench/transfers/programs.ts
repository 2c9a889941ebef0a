/** The programs that are compared: how each is told to store a folder, 16 at once, in parts of one size. */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { SwiftAddresses } from '../../support/swift-server';
import type { Command } from './measured-run';

const run = promisify(execFile);
export const AT_ONCE = 16;
const MIB = 1024 ** 2;
/** As in src-main/services/plan-parts.ts. */
const PART_BYTES = 8 * MIB;
const SINGLE_BYTES = 16 * MIB;

export type StoreKind = 's3' | 'swift';

/** One round of one program. */
export interface Round {
  /** As the client reaches it. */
  server: SwiftAddresses;
  /** Words before every command of the client. */
  prefix: string[];
  /** New, empty, its own. */
  work: string;
  /** Nobody used this name yet. */
  bucket: string;
  /** What is stored. */
  folder: string;
  /** More words of `caos import`, where it knows them. */
  flags: string[];
}

export interface Program {
  name: string;
  ours: boolean;
  store: StoreKind;
  /** How it is set, for the report. */
  settings: string;
  /** Outside the measured time. */
  prepare?(round: Round): Promise<void>;
  command(round: Round): Command;
  /** The bucket that the files are in now. */
  bucket(round: Round): Promise<string>;
}

export interface Ours {
  node: string;
  cli: string;
}

/** No configuration and no proxy of whoever runs this is read. */
const bare = (round: Round): NodeJS.ProcessEnv => ({
  PATH: process.env.PATH,
  HOME: round.work,
  LANG: 'C.UTF-8',
});

export function rcloneEnvironment(server: SwiftAddresses): NodeJS.ProcessEnv {
  return {
    RCLONE_CONFIG: '/dev/null',
    RCLONE_CONFIG_SWIFT_TYPE: 'swift',
    RCLONE_CONFIG_SWIFT_AUTH: server.authUrl,
    RCLONE_CONFIG_SWIFT_AUTH_VERSION: '1',
    RCLONE_CONFIG_SWIFT_USER: server.user,
    RCLONE_CONFIG_SWIFT_KEY: server.key,
    RCLONE_CONFIG_S3_TYPE: 's3',
    RCLONE_CONFIG_S3_PROVIDER: 'Other',
    RCLONE_CONFIG_S3_ENDPOINT: server.s3Endpoint,
    RCLONE_CONFIG_S3_REGION: server.region,
    RCLONE_CONFIG_S3_ACCESS_KEY_ID: server.accessKey,
    RCLONE_CONFIG_S3_SECRET_ACCESS_KEY: server.secretKey,
  };
}

function inLink(round: Round, words: string[], env: NodeJS.ProcessEnv, cwd = round.work): Command {
  const [program = '', ...args] = [...round.prefix, ...words];
  return { program, args, env: { ...bare(round), ...env }, cwd };
}

export async function answerOf(command: Command): Promise<string> {
  const { stdout } = await run(command.program, command.args, {
    env: command.env,
    cwd: command.cwd,
    maxBuffer: 1e9,
  });
  return stdout;
}

/** Any command of ours with the profile of this round. */
export function caos({ node, cli }: Ours, round: Round, words: string[], secret?: string): Command {
  const line = [node, cli, '--profile', join(round.work, 'profile'), ...words];
  return inLink(round, line, { CAOS_KEYRING: 'off', ...(secret !== undefined && { CAOS_SECRET: secret }) });
}

export function ours(program: Ours, store: StoreKind): Program {
  const add = ({ server }: Round): string[] =>
    store === 's3'
      ? [
          '--kind',
          's3',
          '--endpoint',
          server.s3Endpoint,
          '--region',
          server.region,
          '--access-key',
          server.accessKey,
          '--path-style',
        ]
      : ['--kind', 'swift', '--auth-url', server.authUrl, '--user', server.user];
  return {
    name: `caos ${store}`,
    ours: true,
    store,
    settings: 'caos import, as it comes, in a new profile; the album is made within the measured time',
    async prepare(round) {
      const secret = store === 's3' ? round.server.secretKey : round.server.key;
      await answerOf(caos(program, round, ['connections', 'add', '--name', 'Store', ...add(round)], secret));
    },
    command: (round) =>
      caos(program, round, [
        'import',
        round.folder,
        '--album',
        'Bench',
        '--on',
        'Store',
        '--json',
        ...round.flags,
      ]),
    async bucket(round) {
      const albums = JSON.parse(await answerOf(caos(program, round, ['albums', 'list', '--json'])));
      return albums[0].bucket;
    },
  };
}

const ownBucket = (round: Round): Promise<string> => Promise.resolve(round.bucket);

function rclone(store: StoreKind): Program {
  const parts =
    store === 's3'
      ? [
          '--s3-upload-concurrency',
          `${AT_ONCE}`,
          '--s3-chunk-size',
          `${PART_BYTES / MIB}M`,
          '--s3-upload-cutoff',
          `${SINGLE_BYTES / MIB}M`,
        ]
      : [];
  const words = ['--transfers', `${AT_ONCE}`, '--checkers', `${AT_ONCE}`, ...parts];
  return {
    name: `rclone ${store}`,
    ours: false,
    store,
    settings: `rclone copy ${words.join(' ')}${store === 'swift' ? ' (whole files to 5 GB: it would send segments one after another)' : ''}`,
    command: (round) =>
      inLink(
        round,
        ['rclone', 'copy', ...words, round.folder, `${store.toUpperCase()}:${round.bucket}`],
        rcloneEnvironment(round.server),
      ),
    bucket: ownBucket,
  };
}

function swiftClient(): Program {
  const words = [
    '--object-threads',
    `${AT_ONCE}`,
    '--segment-threads',
    `${AT_ONCE}`,
    '--segment-size',
    `${PART_BYTES}`,
    '--use-slo',
  ];
  return {
    name: 'swift',
    ours: false,
    store: 'swift',
    settings: `swift upload ${words.join(' ')}`,
    command: (round) =>
      inLink(
        round,
        ['swift', 'upload', ...words, round.bucket, '.'],
        { ST_AUTH: round.server.authUrl, ST_USER: round.server.user, ST_KEY: round.server.key },
        round.folder,
      ),
    bucket: ownBucket,
  };
}

function aws(program: string): Program {
  const environment = (round: Round): NodeJS.ProcessEnv => ({
    AWS_CONFIG_FILE: join(round.work, 'aws-config'),
    AWS_ACCESS_KEY_ID: round.server.accessKey,
    AWS_SECRET_ACCESS_KEY: round.server.secretKey,
    AWS_EC2_METADATA_DISABLED: 'true',
  });
  const s3 = (round: Round, ...words: string[]): Command =>
    inLink(round, [program, 's3', ...words, '--endpoint-url', round.server.s3Endpoint], environment(round));
  return {
    name: 'aws s3',
    ours: false,
    store: 's3',
    settings: `aws s3 cp --recursive, max_concurrent_requests ${AT_ONCE}, multipart_chunksize 8MB, multipart_threshold 16MB; its bucket is made beforehand`,
    async prepare(round) {
      const settings = [
        `  max_concurrent_requests = ${AT_ONCE}`,
        `  multipart_chunksize = ${PART_BYTES / MIB}MB`,
        `  multipart_threshold = ${SINGLE_BYTES / MIB}MB`,
        '  addressing_style = path',
      ];
      writeFileSync(
        join(round.work, 'aws-config'),
        `[default]\nregion = ${round.server.region}\ns3 =\n${settings.join('\n')}\n`,
      );
      await answerOf(s3(round, 'mb', `s3://${round.bucket}`));
    },
    command: (round) =>
      s3(
        round,
        'cp',
        '--recursive',
        '--only-show-errors',
        '--no-progress',
        round.folder,
        `s3://${round.bucket}`,
      ),
    bucket: ownBucket,
  };
}

/** Those of Debian before any other, so that figures of two computers mean the same programs. */
function found(name: string): string | undefined {
  const folders = ['/usr/bin', ...(process.env.PATH ?? '').split(':')];
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
}

/** The peers of this computer; `say` is told which are not here. */
export async function peers(say: (text: string) => void): Promise<Program[]> {
  const programs: Program[] = [];
  for (const [name, make] of [
    ['rclone', () => [rclone('s3'), rclone('swift')]],
    ['swift', () => [swiftClient()]],
    ['aws', (path) => [aws(path)]],
  ] satisfies Array<[string, (path: string) => Program[]]>) {
    const path = found(name);
    if (path === undefined) {
      say(`${name}: not found`);
      continue;
    }
    const { stdout, stderr } = await run(path, ['--version']);
    say(`${name}: ${(stdout || stderr).split('\n')[0]}`);
    programs.push(...make(path));
  }
  return programs;
}

export function newWork(parent: string, name: string): string {
  const work = join(parent, name);
  mkdirSync(work, { recursive: true });
  return work;
}
