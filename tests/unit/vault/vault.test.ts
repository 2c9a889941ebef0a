import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openVault, type Vault } from '../../../src-main/vault/open-vault';
import { type KeyringPort, openSystemKeyring } from '../../../src-main/vault/system-keyring';
import { toWire, type WireError } from '../../../src-shared/app-error';

const SECRET = 'correct horse battery staple é 비밀';
let profileDir: string;
let vaultPath: string;
let keyPath: string;
beforeEach(() => {
  profileDir = mkdtempSync(join(tmpdir(), 'caos-vault-'));
  vaultPath = join(profileDir, 'vault.json');
  keyPath = join(profileDir, 'vault.key');
});
afterEach(() => rmSync(profileDir, { recursive: true, force: true }));

/** A keyring in memory, whose faults the test chooses. */
function memoryKeyring(): KeyringPort & { secrets: Map<string, Uint8Array>; fault: () => Promise<void> } {
  const secrets = new Map<string, Uint8Array>();
  const keyring = {
    name: 'the test keyring',
    secrets,
    fault: async (): Promise<void> => undefined,
    async read(account: string) {
      await keyring.fault();
      return secrets.get(account) ?? null;
    },
    async write(account: string, secret: Uint8Array) {
      await keyring.fault();
      secrets.set(account, secret);
    },
  };
  return keyring;
}
const rejected = async (work: Promise<unknown>): Promise<WireError> => {
  try {
    await work;
  } catch (error) {
    return toWire(error);
  }
  throw new Error('it did not fail');
};
/** Every byte of every file in the profile. */
const allText = (): string =>
  readdirSync(profileDir)
    .map((name) => readFileSync(join(profileDir, name), 'latin1'))
    .join('\n');
const readVault = () =>
  JSON.parse(readFileSync(vaultPath, 'utf8')) as {
    id: string;
    keyIn: string;
    entries: Record<string, { nonce: string; data: string; tag: string }>;
  };
const mode = (path: string): string => (statSync(path).mode & 0o777).toString(8);

describe('with a keyring', () => {
  it('keeps secrets over processes, and nothing readable on disk', async () => {
    const keyring = memoryKeyring();
    const vault = await openVault({ profileDir, keyring });
    expect([await vault.get('connection/1'), existsSync(vaultPath), keyring.secrets.size]).toEqual([
      null,
      false,
      0,
    ]);
    await vault.set('connection/1', SECRET);
    await vault.set('connection/2', '');
    await vault.set('connection/1', `${SECRET}!`);

    const later = await openVault({ profileDir, keyring });
    expect([
      await later.get('connection/1'),
      await later.get('connection/2'),
      await later.get('other'),
    ]).toEqual([`${SECRET}!`, '', null]);
    expect(later.status()).toEqual({
      backend: 'os-keyring',
      detail: 'Passwords and keys are encrypted; their key is kept in the test keyring.',
    });
    expect(readdirSync(profileDir)).toEqual(['vault.json']);
    expect(mode(vaultPath)).toBe('600');
    expect([...keyring.secrets.keys()]).toEqual([readVault().id]);
    expect([...keyring.secrets.values()].map((key) => key.length)).toEqual([32]);
    for (const form of [
      SECRET,
      'battery',
      Buffer.from(SECRET).toString('base64'),
      Buffer.from(SECRET).toString('hex'),
    ]) {
      expect(allText()).not.toContain(Buffer.from(form, 'utf8').toString('latin1'));
    }
  });

  it('never uses a nonce twice, even for the same secret', async () => {
    const vault = await openVault({ profileDir, keyring: memoryKeyring() });
    const nonces: string[] = [];
    for (let n = 0; n < 5; n += 1) {
      await vault.set('same', SECRET);
      nonces.push(readVault().entries.same?.nonce ?? '');
    }
    expect(new Set(nonces).size).toBe(5);
  });

  it('two first secrets at once share one key', async () => {
    const keyring = memoryKeyring();
    const vault = await openVault({ profileDir, keyring });
    await Promise.all([vault.set('a', '1'), vault.set('b', '2'), vault.set('c', '3')]);
    expect(keyring.secrets.size).toBe(1);
    const later = await openVault({ profileDir, keyring });
    expect(await Promise.all(['a', 'b', 'c'].map((name) => later.get(name)))).toEqual(['1', '2', '3']);
  });

  it('that is locked now says so, makes no new key, and goes on once it is unlocked', async () => {
    const keyring = memoryKeyring();
    await (await openVault({ profileDir, keyring })).set('a', SECRET);
    const before = readFileSync(vaultPath, 'utf8');
    const vault = await openVault({ profileDir, keyring });
    keyring.fault = async () => {
      throw new Error('prompt dismissed');
    };
    const locked: WireError = {
      code: 'vault',
      message:
        'CAOS cannot unlock the system keyring, which keeps the key to your saved passwords. Unlock it and try again.',
      retry: 'after-user',
      details: 'prompt dismissed',
    };
    expect(await rejected(vault.get('a'))).toEqual(locked);
    expect(await rejected(vault.set('b', 'x'))).toEqual(locked);
    expect([readFileSync(vaultPath, 'utf8'), existsSync(keyPath)]).toEqual([before, false]);
    keyring.fault = async () => undefined;
    expect(await vault.get('a')).toBe(SECRET);
  });

  it('that never answers is given up', async () => {
    const keyring = memoryKeyring();
    await (await openVault({ profileDir, keyring })).set('a', SECRET);
    keyring.fault = () => new Promise(() => undefined);
    const vault = await openVault({ profileDir, keyring, timeoutMs: 5 });
    expect(await rejected(vault.get('a'))).toMatchObject({
      code: 'vault',
      details: 'the keyring did not answer within 5 ms',
    });
  });

  it('that has lost the key says so and makes no new one', async () => {
    const keyring = memoryKeyring();
    await (await openVault({ profileDir, keyring })).set('a', SECRET);
    keyring.secrets.clear();
    const vault = await openVault({ profileDir, keyring });
    const lost = { code: 'vault', message: expect.stringContaining('no longer in the test keyring') };
    expect(await rejected(vault.get('a'))).toMatchObject(lost);
    expect(await rejected(vault.set('b', 'x'))).toMatchObject(lost);
    expect(keyring.secrets.size).toBe(0);
  });

  it('that is gone from the computer is missed, not replaced', async () => {
    await (await openVault({ profileDir, keyring: memoryKeyring() })).set('a', SECRET);
    const vault = await openVault({ profileDir, keyring: null });
    expect(await rejected(vault.get('a'))).toMatchObject({
      code: 'vault',
      details: 'no keyring answers here',
    });
    expect(vault.status()).toMatchObject({
      backend: 'os-keyring',
      detail: expect.stringContaining('does not answer now'),
    });
    await vault.remove('a');
    expect(await vault.get('a')).toBeNull();
  });
});

describe('without a keyring', () => {
  it.each<[string, () => KeyringPort | null]>([
    ['none at all', () => null],
    ['one that refuses', () => ({ ...memoryKeyring(), write: () => Promise.reject(new Error('locked')) })],
    ['one that never answers', () => ({ ...memoryKeyring(), write: () => new Promise(() => undefined) })],
    ['one that forgets at once', () => ({ ...memoryKeyring(), read: () => Promise.resolve(null) })],
  ])('%s: the key goes into a file for its owner alone, and this is told', async (_, keyring) => {
    const vault = await openVault({ profileDir, keyring: keyring(), timeoutMs: 5 });
    await vault.set('a', SECRET);
    expect([mode(keyPath), mode(vaultPath), readVault().keyIn]).toEqual(['600', '600', 'key-file']);
    expect(vault.status()).toEqual({
      backend: 'key-file',
      detail: `Passwords and keys are encrypted, but no system keyring keeps their key: it lies in ${keyPath}, which only your user account can read. To use a keyring that is there now, move vault.json and vault.key aside and enter the passwords again.`,
    });
    const later = await openVault({ profileDir, keyring: memoryKeyring() });
    expect(await later.get('a')).toBe(SECRET);
    expect(later.status().backend).toBe('key-file');
    expect(allText()).not.toContain('battery');
  });

  it('a key file of a first start that was cut off is kept', async () => {
    const first = await openVault({ profileDir, keyring: null });
    await first.set('a', SECRET);
    const key = readFileSync(keyPath, 'utf8');
    rmSync(vaultPath);
    const vault = await openVault({ profileDir, keyring: null });
    await vault.set('a', 'again');
    expect([
      readFileSync(keyPath, 'utf8'),
      await (await openVault({ profileDir, keyring: null })).get('a'),
    ]).toEqual([key, 'again']);
  });

  it('a key file that others can read is closed to them again', async () => {
    await (await openVault({ profileDir, keyring: null })).set('a', SECRET);
    chmodSync(keyPath, 0o644);
    expect(await (await openVault({ profileDir, keyring: null })).get('a')).toBe(SECRET);
    expect(mode(keyPath)).toBe('600');
  });

  it.each<[string, () => void, string]>([
    ['gone', () => rmSync(keyPath), 'is gone'],
    ['cut short', () => writeFileSync(keyPath, 'c2hvcnQ='), 'is damaged'],
    ['another', () => writeFileSync(keyPath, Buffer.alloc(32, 7).toString('base64')), 'cannot be read'],
  ])('a key file that is %s is told, not replaced', async (_, harm, words) => {
    await (await openVault({ profileDir, keyring: null })).set('a', SECRET);
    harm();
    const vault = await openVault({ profileDir, keyring: null });
    expect(await rejected(vault.get('a'))).toMatchObject({
      code: 'vault',
      message: expect.stringContaining(words),
    });
  });
});

describe('a vault that was tampered with', () => {
  let vault: Vault;
  beforeEach(async () => {
    vault = await openVault({ profileDir, keyring: null });
    await vault.set('a', SECRET);
    await vault.set('b', 'other');
  });
  const change = (work: (file: ReturnType<typeof readVault>) => void): void => {
    const file = readVault();
    work(file);
    writeFileSync(vaultPath, JSON.stringify(file));
  };
  const flipped = (text: string): string => {
    const bytes = Buffer.from(text, 'base64');
    bytes[0] = (bytes[0] ?? 0) ^ 1;
    return bytes.toString('base64');
  };

  it.each<[string, (file: ReturnType<typeof readVault>) => void]>([
    [
      'its data',
      (file) => Object.assign(file.entries.a ?? {}, { data: flipped(file.entries.a?.data ?? '') }),
    ],
    ['its tag', (file) => Object.assign(file.entries.a ?? {}, { tag: flipped(file.entries.a?.tag ?? '') })],
    [
      'a shorter tag',
      (file) => Object.assign(file.entries.a ?? {}, { tag: (file.entries.a?.tag ?? '').slice(0, 8) }),
    ],
    [
      'its nonce',
      (file) => Object.assign(file.entries.a ?? {}, { nonce: flipped(file.entries.a?.nonce ?? '') }),
    ],
    ['another entry put in its place', (file) => Object.assign(file.entries, { a: file.entries.b })],
    ['another vault id', (file) => Object.assign(file, { id: '6f1c2b1e-58a8-4bb0-9d4b-0f2f5f1e7a01' })],
  ])('by %s is noticed', async (_, work) => {
    change(work);
    const later = await openVault({ profileDir, keyring: null });
    expect(await rejected(later.get('a'))).toEqual({
      code: 'vault',
      message:
        'A saved password or key cannot be read: it was changed, or its key is not the one it was saved with. Enter it again.',
      retry: 'after-user',
      details: 'a',
    });
    await later.set('a', 'new');
    expect(await later.get('a')).toBe('new');
  });

  it.each(['', '{"format":"caos-vault"', '{"format":"something else"}'])(
    'by overwriting it with “%s” is told and left as it is',
    async (text) => {
      writeFileSync(vaultPath, text);
      expect(await rejected(vault.get('a'))).toMatchObject({ code: 'vault', params: { file: vaultPath } });
      expect(await rejected(vault.set('a', SECRET))).toMatchObject({ code: 'vault' });
      expect(vault.status().backend).toBe('key-file');
      expect(readFileSync(vaultPath, 'utf8')).toBe(text);
    },
  );

  it('no error tells a secret', async () => {
    change((file) => Object.assign(file.entries.a ?? {}, { tag: flipped(file.entries.a?.tag ?? '') }));
    const key = readFileSync(keyPath, 'utf8').trim();
    const told = JSON.stringify(await rejected(vault.get('a')));
    expect([told.includes(key), told.includes('battery')]).toEqual([false, false]);
  });
});

it('a secret that is removed is gone, the others stay', async () => {
  const vault = await openVault({ profileDir, keyring: null });
  await vault.remove('a');
  await vault.set('a', SECRET);
  await vault.set('b', 'other');
  await vault.remove('a');
  expect([await vault.get('a'), await vault.get('b'), Object.keys(readVault().entries)]).toEqual([
    null,
    'other',
    ['b'],
  ]);
});

it('CAOS_KEYRING=off asks no keyring', async () => {
  expect(await openSystemKeyring({ CAOS_KEYRING: 'off' })).toBeNull();
});
