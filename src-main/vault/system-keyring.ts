/** The keyring of the operating system as the vault sees it: one small secret per account, read and written, nothing else. */

export interface KeyringPort {
  /** What a person calls it. */
  readonly name: string;
  /** null when there is no such account. Rejects when the keyring is locked or does not answer. */
  read(account: string, signal: AbortSignal): Promise<Uint8Array | null>;
  write(account: string, secret: Uint8Array, signal: AbortSignal): Promise<void>;
}

const SERVICE = 'CAOS';

const names: Partial<Record<NodeJS.Platform, string>> = {
  darwin: 'the macOS Keychain',
  win32: 'Windows Credential Manager',
};

/**
 * null when this computer has none, when its library does not load here, or when `CAOS_KEYRING=off` says not to ask. Never shows a
 * prompt; a service that hangs costs at most the 2 seconds that the library waits for it.
 */
export async function openSystemKeyring(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Promise<KeyringPort | null> {
  if (environment.CAOS_KEYRING === 'off') return null;
  try {
    const { AsyncEntry } = await import('@napi-rs/keyring');
    // Left to itself the library falls back to the kernel's keyring on Linux, which forgets everything at a restart.
    const entry = (account: string) =>
      new AsyncEntry(SERVICE, account, { linux: { store: 'secret-service' } });
    entry('probe');
    return {
      name: names[process.platform] ?? 'the system keyring',
      async read(account, signal) {
        const secret = await entry(account).getSecret(signal);
        return secret && Uint8Array.from(secret);
      },
      write: (account, secret, signal) => entry(account).setSecret(secret, signal),
    };
  } catch {
    // Told by VaultStatus; the library's own words ("DBus error …") help nobody.
    return null;
  }
}
