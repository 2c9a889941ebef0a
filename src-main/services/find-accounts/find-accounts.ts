/** Accounts of other programs on this computer: found in their usual files or in a chosen one, and taken over with their secret. */
import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { AppError } from '../../../src-shared/app-error';
import {
  type ConnectionConfig,
  type ConnectionSecret,
  type FoundAccount,
  needsSecret,
} from '../../../src-shared/domain/connection';
import { presetOf } from '../../../src-shared/domain/provider-presets';
import { fileError } from '../../../src-shared/file-error';
import type { ReadAccount } from './account';
import { readAwsProfiles } from './aws';
import { readClouds, readOpenrc } from './openstack';
import { readRcloneRemotes } from './rclone';

type Source = FoundAccount['source'];

/** Where the programs keep their files; from the environment of the process. */
export interface AccountPlaces {
  home: string;
  environment: Readonly<Record<string, string | undefined>>;
  platform: NodeJS.Platform;
}

/** A configuration of another program is small; anything larger is no such file. */
const LARGEST_FILE_BYTES = 4 * 1024 * 1024;

/**
 * Of the usual places; or of `path`, whose kind is told by its content. Without secrets. Errors for a given path: `file-missing`,
 * `file-denied`, `bad-input` when no account is in it. A usual file that cannot be read is left out.
 */
export async function findAccounts(places: AccountPlaces, path?: string): Promise<FoundAccount[]> {
  if (path !== undefined) {
    const text = await readText(path);
    const source = sourceOf(path, text);
    const found = (await accountsIn(source, path, text)).map((account) => shown(source, path, account));
    if (found.length > 0) return found;
    throw new AppError(
      'bad-input',
      `No storage account was found in “${basename(path)}”. Choose an AWS credentials file, rclone.conf, clouds.yaml or an openrc file.`,
      { params: { name: basename(path) } },
    );
  }
  const all = await Promise.all(
    usualFiles(places).map(async ({ source, paths }) => {
      for (const usual of paths) {
        const found = await readText(usual)
          .then((text) => accountsIn(source, usual, text))
          .catch(() => []);
        if (found.length > 0) return found.map((account) => shown(source, usual, account));
      }
      return [];
    }),
  );
  return all.flat();
}

/** Reads the file again; its secret goes no further than the caller. `not-found` when the account is gone. */
export async function takeAccount(
  source: Source,
  path: string,
  name: string,
): Promise<{ config: ConnectionConfig; secret: ConnectionSecret }> {
  const account = (await accountsIn(source, path, await readText(path))).find((one) => one.name === name);
  if (!account?.config) {
    throw new AppError('not-found', `“${name}” in “${basename(path)}” cannot be used any more. Look again.`, {
      params: { name },
    });
  }
  const provider = presetOf(account.config)?.id;
  return {
    config: {
      ...account.config,
      ...(account.config.kind !== 'local' && provider !== undefined && { provider }),
    },
    secret: account.secret,
  };
}

function shown(source: Source, path: string, { name, config, secret, note }: ReadAccount): FoundAccount {
  return {
    source,
    path,
    name,
    config,
    hasSecret: config !== null && (!needsSecret(config) || secret.secret !== undefined),
    note,
  };
}

async function accountsIn(source: Source, path: string, text: string): Promise<ReadAccount[]> {
  switch (source) {
    case 'aws': {
      const isConfig = basename(path) === 'config';
      const beside = await readOptional(join(dirname(path), isConfig ? 'credentials' : 'config'));
      return isConfig ? readAwsProfiles(beside, text) : readAwsProfiles(text, beside);
    }
    case 'rclone':
      return readRcloneRemotes(text);
    case 'clouds':
      return readClouds(text, await readOptional(join(dirname(path), 'secure.yaml')));
    case 'openrc':
      return [readOpenrc(text, basename(path))];
  }
}

/** By what only that kind of file holds. */
function sourceOf(path: string, text: string): Source {
  if (/^\s*(export\s+|set\s+|\$env:)?(OS|ST)_[A-Z0-9_]+\s*=/m.test(text)) return 'openrc';
  if (/\.ya?ml$/i.test(path) || /^clouds:/m.test(text)) return 'clouds';
  if (/^\s*aws_access_key_id\s*=|^\[profile\s/im.test(text) || basename(dirname(path)) === '.aws')
    return 'aws';
  return 'rclone';
}

/** The first of the paths that holds an account counts: who signs in by single sign-on only has no `credentials`. */
function usualFiles({
  home,
  environment,
  platform,
}: AccountPlaces): Array<{ source: Source; paths: string[] }> {
  const configFolder = environment.XDG_CONFIG_HOME || join(home, '.config');
  const rclone =
    platform === 'win32' && environment.APPDATA
      ? join(environment.APPDATA, 'rclone', 'rclone.conf')
      : join(configFolder, 'rclone', 'rclone.conf');
  const aws = [
    environment.AWS_SHARED_CREDENTIALS_FILE || join(home, '.aws', 'credentials'),
    environment.AWS_CONFIG_FILE || join(home, '.aws', 'config'),
  ];
  return [
    { source: 'aws', paths: aws },
    { source: 'rclone', paths: [environment.RCLONE_CONFIG || rclone] },
    {
      source: 'clouds',
      paths: [environment.OS_CLIENT_CONFIG_FILE || join(configFolder, 'openstack', 'clouds.yaml')],
    },
  ];
}

async function readText(path: string): Promise<string> {
  try {
    const { size } = await stat(path);
    if (size > LARGEST_FILE_BYTES)
      throw new AppError(
        'bad-input',
        `“${basename(path)}” is too large to be a configuration file. Choose another one.`,
      );
    return await readFile(path, 'utf8');
  } catch (error) {
    throw error instanceof AppError ? error : fileError(error, path);
  }
}

const readOptional = (path: string): Promise<string> => readText(path).catch(() => '');
