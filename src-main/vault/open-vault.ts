/** Opens the vault: passwords and keys of this profile, encrypted under one key that the OS keyring keeps; read by both doors. */
import { randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';
import { join } from 'node:path';
import { AppError } from '../../src-shared/app-error';
import type { VaultStatus } from '../../src-shared/ipc-contract';
import { createKeyFile, KEY_BYTES, readKeyFile } from './key-file';
import { type KeyringPort, openSystemKeyring } from './system-keyring';
import { openEntry, readVaultFile, sealEntry, type VaultFile, writeVaultFile } from './vault-file';

export interface Vault {
  /** Where the key lies (or will lie, before the first secret), in plain words. Asks nobody. */
  status(): VaultStatus;
  /** null when there is none of that name. Errors: `vault`, `file-denied`, `io`. */
  get(name: string): Promise<string | null>;
  /** Errors: `vault`, `disk-full`, `file-denied`, `io`. */
  set(name: string, value: string): Promise<void>;
  /** Quiet when there is none. Needs no key. */
  remove(name: string): Promise<void>;
}

export interface OpenVaultOptions {
  /** An existing folder. The vault is `vault.json` in it, and `vault.key` where no keyring answers. */
  profileDir: string;
  /** null: as if this computer had none. Default: the system's. */
  keyring?: KeyringPort | null;
  /** Cryptographically strong bytes. */
  random?: (count: number) => Uint8Array;
  /** How long a keyring may take, a person's answer to its prompt included. */
  timeoutMs?: number;
}

const DEFAULT_TIMEOUT_MS = 30_000;
const NONCE_BYTES = 12;

/**
 * Opening asks for no password: the keyring is read when the first secret is needed, and a new vault is made when the first secret is
 * kept. Where its key lies is decided then, once. [Note: a vault that was begun with a key file stays with it; to move it into a
 * keyring that appeared later, move vault.json and vault.key aside and enter the secrets again.]
 */
export async function openVault(options: OpenVaultOptions): Promise<Vault> {
  const { profileDir, random = randomBytes, timeoutMs = DEFAULT_TIMEOUT_MS } = options;
  const keyring = options.keyring === undefined ? await openSystemKeyring() : options.keyring;
  const vaultPath = join(profileDir, 'vault.json');
  const keyPath = join(profileDir, 'vault.key');
  /** The key of the vault with that id; a failed attempt is not kept, so that unlocking and trying again works. */
  let unlocked: { id: string; key: Promise<Uint8Array> } | undefined;
  let creation: Promise<VaultFile> | undefined;

  function keyOf(file: VaultFile): Promise<Uint8Array> {
    if (unlocked?.id !== file.id) unlocked = { id: file.id, key: fetchKey(file) };
    const attempt = unlocked;
    attempt.key.catch(() => {
      if (unlocked === attempt) unlocked = undefined;
    });
    return attempt.key;
  }

  async function fetchKey(file: VaultFile): Promise<Uint8Array> {
    if (file.keyIn === 'key-file') return readKeyFile(keyPath);
    if (!keyring) throw cannotUnlock('no keyring answers here');
    const key = await within(timeoutMs, (signal) => keyring.read(file.id, signal)).catch((error: unknown) => {
      throw cannotUnlock(reasonOf(error));
    });
    if (key?.length === KEY_BYTES) return key;
    // Never a new key here: it would make every secret that is there unreadable for ever.
    throw new AppError(
      'vault',
      `The key to your saved passwords is no longer in ${keyring.name}. Restore it, or move vault.json aside and enter the passwords again.`,
      { params: { file: vaultPath }, details: vaultPath },
    );
  }

  /** Single flight: two first secrets at once must not make two keys. */
  function create(): Promise<VaultFile> {
    creation ??= makeVault().finally(() => {
      creation = undefined;
    });
    return creation;
  }

  async function makeVault(): Promise<VaultFile> {
    const id = randomUUID();
    const key = random(KEY_BYTES);
    const kept = keyring !== null && (await keepInKeyring(keyring, id, key));
    const keyIn = kept ? 'os-keyring' : 'key-file';
    const file: VaultFile = { format: 'caos-vault', version: 1, id, keyIn, entries: {} };
    unlocked = { id, key: Promise.resolve(kept ? key : createKeyFile(keyPath, key)) };
    writeVaultFile(vaultPath, file);
    return file;
  }

  /** False when the keyring is locked, refuses, or does not give back what it was given. */
  async function keepInKeyring(port: KeyringPort, id: string, key: Uint8Array): Promise<boolean> {
    try {
      await within(timeoutMs, (signal) => port.write(id, key, signal));
      const back = await within(timeoutMs, (signal) => port.read(id, signal));
      return back !== null && back.length === key.length && timingSafeEqual(back, key);
    } catch {
      return false;
    }
  }

  /** A damaged vault must not keep the app from telling about itself: `get` says what is wrong with it. */
  function keyPlace(): VaultFile['keyIn'] {
    try {
      const file = readVaultFile(vaultPath);
      if (file) return file.keyIn;
    } catch {
      // falls through to what a new vault would use
    }
    return keyring ? 'os-keyring' : 'key-file';
  }

  return {
    status() {
      const keyIn = keyPlace();
      if (keyIn === 'os-keyring') {
        const name = keyring?.name ?? 'the system keyring, which does not answer now';
        return {
          backend: 'os-keyring',
          detail: `Passwords and keys are encrypted; their key is kept in ${name}.`,
        };
      }
      return {
        backend: 'key-file',
        detail: `Passwords and keys are encrypted, but no system keyring keeps their key: it lies in ${keyPath}, which only your user account can read. To use a keyring that is there now, move vault.json and vault.key aside and enter the passwords again.`,
      };
    },
    async get(name) {
      const file = readVaultFile(vaultPath);
      const entry = file?.entries[name];
      if (!file || !entry) return null;
      return openEntry(file, await keyOf(file), name, entry);
    },
    async set(name, value) {
      const key = await keyOf(readVaultFile(vaultPath) ?? (await create()));
      // Read again: another secret may have been kept while the keyring was asked. From here on nothing waits.
      const file = readVaultFile(vaultPath);
      if (!file)
        throw new AppError('vault', 'The file that keeps your passwords was removed meanwhile. Try again.', {
          retry: 'later',
        });
      const entry = sealEntry(file, key, name, value, random(NONCE_BYTES));
      writeVaultFile(vaultPath, { ...file, entries: { ...file.entries, [name]: entry } });
    },
    async remove(name) {
      const file = readVaultFile(vaultPath);
      if (!file?.entries[name]) return;
      const { [name]: _, ...entries } = file.entries;
      writeVaultFile(vaultPath, { ...file, entries });
    },
  };
}

const cannotUnlock = (details: string): AppError =>
  new AppError(
    'vault',
    'CAOS cannot unlock the system keyring, which keeps the key to your saved passwords. Unlock it and try again.',
    {
      details,
    },
  );

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Gives up after `timeoutMs` even when the library does not heed the signal (it cannot while a prompt is open). */
async function within<T>(timeoutMs: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      controller.abort();
      reject(new Error(`the keyring did not answer within ${timeoutMs} ms`));
    }, timeoutMs);
  });
  try {
    return await Promise.race([work(controller.signal), timeout]);
  } finally {
    clearTimeout(timer);
  }
}
