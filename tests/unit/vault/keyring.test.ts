/** The vault over a real GNOME keyring, in processes of their own. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runScript } from '../../support/run-script';
import { type KeyringSession, keyringSession, missingForKeyring } from '../../support/with-keyring';

const missing = missingForKeyring();
if (missing.length > 0)
  console.warn(`SKIPPED: the vault over a real keyring, because ${missing.join(' and ')} is missing.`);

let profileDir: string;
let session: KeyringSession;
beforeEach(() => {
  profileDir = mkdtempSync(join(tmpdir(), 'caos-vault-'));
});
afterEach(() => rmSync(profileDir, { recursive: true, force: true }));

const useVault = async (command: string[], ...args: string[]): Promise<unknown> => {
  const script = runScript(
    new URL('./processes/use-vault.ts', import.meta.url),
    [profileDir, ...args],
    command,
  );
  const line = JSON.parse(await script.line()) as unknown;
  await script.ended;
  return line;
};

describe.skipIf(missing.length > 0)('a real keyring', () => {
  beforeEach(() => {
    session = keyringSession();
  });
  afterEach(() => session[Symbol.dispose]());

  it('keeps the key from one process to the next, and no key file is made', async () => {
    const expected = { value: 'top secret', backend: 'os-keyring' };
    expect(await useVault(session.unlocked, 'set', 'a', 'top secret')).toEqual(expected);
    expect(await useVault(session.unlocked, 'get', 'a')).toEqual(expected);
    expect(existsSync(join(profileDir, 'vault.key'))).toBe(false);
  });

  it('that is locked later is told, and nothing is lost', async () => {
    await useVault(session.unlocked, 'set', 'a', 'top secret');
    expect(await useVault(session.locked, 'get', 'a')).toMatchObject({
      error: { code: 'vault' },
      backend: 'os-keyring',
    });
    expect(await useVault(session.unlocked, 'get', 'a')).toEqual({
      value: 'top secret',
      backend: 'os-keyring',
    });
  });
});

it('two processes read what a third has kept under a key file', async () => {
  const none = ['env', 'CAOS_KEYRING=off', process.execPath];
  const expected = { value: 'top secret', backend: 'key-file' };
  expect(await useVault(none, 'set', 'a', 'top secret')).toEqual(expected);
  expect(await Promise.all([useVault(none, 'get', 'a'), useVault(none, 'get', 'a')])).toEqual([
    expected,
    expected,
  ]);
});
