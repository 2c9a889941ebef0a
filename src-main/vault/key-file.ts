/** The vault's key in a file of its own, for computers where no keyring answers: readable by its owner alone. */
import { chmodSync, closeSync, fsyncSync, openSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { AppError } from '../../src-shared/app-error';
import { fileError, hasCode, syncFolder } from './vault-file';

export const KEY_BYTES = 32;

/** Errors: `vault` when the file is gone or does not hold a key, `file-denied`, `io`. */
export function readKeyFile(path: string): Uint8Array {
  let text: string;
  try {
    // Copied or restored files often come back readable for everybody.
    if (process.platform !== 'win32' && (statSync(path).mode & 0o077) !== 0) chmodSync(path, 0o600);
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw fileError(error, path);
    throw new AppError(
      'vault',
      'The file with the key to your saved passwords is gone. Put it back, or move vault.json aside and enter the passwords again.',
      { params: { file: path }, details: path },
    );
  }
  const key = Buffer.from(text.trim(), 'base64');
  if (key.length === KEY_BYTES) return key;
  throw new AppError(
    'vault',
    'The file with the key to your saved passwords is damaged. Put a good copy back, or move vault.json aside and enter the passwords again.',
    { params: { file: path }, details: path },
  );
}

/** Writes a new key; one that is there already (a first start that was cut off) is kept and answered instead. */
export function createKeyFile(path: string, key: Uint8Array): Uint8Array {
  let descriptor: number;
  try {
    descriptor = openSync(path, 'wx', 0o600);
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return readKeyFile(path);
    throw fileError(error, path);
  }
  try {
    writeFileSync(descriptor, `${Buffer.from(key).toString('base64')}\n`);
    fsyncSync(descriptor);
  } catch (error) {
    throw fileError(error, path);
  } finally {
    closeSync(descriptor);
  }
  syncFolder(dirname(path));
  return key;
}
