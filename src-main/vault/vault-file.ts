/** The vault's file: entries encrypted one by one with AES-256-GCM; names are readable, values are not. */
import { createCipheriv, createDecipheriv } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { AppError } from '../../src-shared/app-error';

const base64 = z.string().regex(/^[A-Za-z0-9+/]*={0,2}$/);
/** `nonce` 12 bytes, `tag` 16 bytes: the sizes AES-GCM is specified with (NIST SP 800-38D). */
const Entry = z.object({ nonce: base64, data: base64, tag: base64 });
type Entry = z.infer<typeof Entry>;

const VaultFile = z.object({
  format: z.literal('caos-vault'),
  version: z.literal(1),
  /** Account name of the key in the OS keyring. */
  id: z.uuid(),
  keyIn: z.enum(['os-keyring', 'key-file']),
  entries: z.record(z.string(), Entry),
});
export type VaultFile = z.infer<typeof VaultFile>;

/** null when there is no vault yet. Errors: `vault` when the file is damaged, `file-denied`, `io`. */
export function readVaultFile(path: string): VaultFile | null {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return null;
    throw fileError(error, path);
  }
  try {
    return VaultFile.parse(JSON.parse(text));
  } catch {
    // The cause is left out on purpose: a parser's message may quote the text.
    throw new AppError(
      'vault',
      'The file that keeps your passwords and keys is damaged. Move it aside, start CAOS again and enter them anew; your photos are not affected.',
      { params: { file: path }, details: path },
    );
  }
}

export const writeVaultFile = (path: string, file: VaultFile): void =>
  writeWhole(path, `${JSON.stringify(file, null, 2)}\n`);

/** The old file or the new one, never half of it; readable by its owner alone. */
function writeWhole(path: string, text: string): void {
  const unfinished = `${path}.unfinished`;
  try {
    rmSync(unfinished, { force: true });
    const descriptor = openSync(unfinished, 'wx', 0o600);
    try {
      writeFileSync(descriptor, text);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(unfinished, path);
    syncFolder(dirname(path));
  } catch (error) {
    throw fileError(error, path);
  }
}

/** Makes a new name in a folder outlast a power cut; Windows has no such call and needs none. */
export function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** An entry is bound to its vault and its name: moved elsewhere it does not open. */
const boundTo = (file: Pick<VaultFile, 'id' | 'version'>, name: string): Buffer =>
  Buffer.from(`caos-vault/${file.version}/${file.id}/${name}`, 'utf8');

export function sealEntry(
  file: VaultFile,
  key: Uint8Array,
  name: string,
  value: string,
  nonce: Uint8Array,
): Entry {
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  cipher.setAAD(boundTo(file, name));
  const data = Buffer.concat([cipher.update(value, 'utf8'), cipher.final()]);
  return {
    nonce: Buffer.from(nonce).toString('base64'),
    data: data.toString('base64'),
    tag: cipher.getAuthTag().toString('base64'),
  };
}

/** Errors: `vault` when the entry was changed or the key is not the one it was sealed with. */
export function openEntry(file: VaultFile, key: Uint8Array, name: string, entry: Entry): string {
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(entry.nonce, 'base64'), {
      authTagLength: 16,
    });
    decipher.setAAD(boundTo(file, name));
    decipher.setAuthTag(Buffer.from(entry.tag, 'base64'));
    return Buffer.concat([decipher.update(Buffer.from(entry.data, 'base64')), decipher.final()]).toString(
      'utf8',
    );
  } catch {
    throw new AppError(
      'vault',
      'A saved password or key cannot be read: it was changed, or its key is not the one it was saved with. Enter it again.',
      { details: name },
    );
  }
}

export const hasCode = (error: unknown, code: string): boolean =>
  (error as NodeJS.ErrnoException | null)?.code === code;

/** A file error of the vault as an AppError; `path` never holds a secret. */
export function fileError(error: unknown, path: string): AppError {
  const params = { file: path };
  const details = error instanceof Error ? error.message : String(error);
  if (hasCode(error, 'ENOSPC') || hasCode(error, 'EDQUOT')) {
    return new AppError(
      'disk-full',
      'There is no space left to save the password. Free some space, then try again.',
      { params, details },
    );
  }
  if (hasCode(error, 'EACCES') || hasCode(error, 'EPERM') || hasCode(error, 'EROFS')) {
    return new AppError(
      'file-denied',
      'CAOS may not use the file that keeps your passwords and keys. Give it permission, then try again.',
      { params, details },
    );
  }
  return new AppError(
    'io',
    'The file that keeps your passwords and keys could not be read or written. Check the disk, then try again.',
    {
      params,
      details,
    },
  );
}
