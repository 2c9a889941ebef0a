/** What a reader of another program's file answers for each account in it. */
import type { z } from 'zod';
import { ConnectionConfig, type ConnectionSecret } from '../../../src-shared/domain/connection';

/** An account with its secret; only main ever holds one. */
export interface ReadAccount {
  name: string;
  config: ConnectionConfig | null;
  secret: ConnectionSecret;
  /** English sentence; '' when there is nothing to say. */
  note: string;
}

/** A configuration that may still lack something; then the account is shown with the reason and cannot be added. */
export function accountOf(
  name: string,
  config: z.input<typeof ConnectionConfig>,
  secret: ConnectionSecret,
  note = '',
): ReadAccount {
  const parsed = ConnectionConfig.safeParse(config);
  if (parsed.success) return { name, config: parsed.data, secret, note };
  const problem = parsed.error.issues[0];
  const field = problem?.path.join('.') ?? '';
  return {
    name,
    config: null,
    secret: {},
    note: note || `It cannot be used: ${field || 'something'} is missing or not well formed.`,
  };
}

/** Entries that hold something. */
export function present<T extends Record<string, string | undefined>>(
  values: T,
): { [K in keyof T]?: string } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value)) as {
    [K in keyof T]?: string;
  };
}

/** Many tools take an address without its scheme. */
export const withScheme = (address: string): string =>
  address === '' || /^https?:\/\//i.test(address) ? address : `https://${address}`;

/** `/v3` or Keystone's port means version 3, `/auth/v1.0` version 1 (OpenStack Swift and Keystone documentation). */
export const authVersionOf = (authUrl: string, given?: string): '1' | '3' | null => {
  const version = given?.replace(/^v/i, '').split('.')[0];
  if (version === '1' || version === '3') return version;
  if (version === '2') return null;
  if (/\/v3(\/|$)/.test(authUrl) || /:(5000|35357)(\/|$)/.test(authUrl)) return '3';
  if (/\/v2\.0(\/|$)/.test(authUrl)) return null;
  return /\/(auth\/)?v1(\.0)?(\/|$)/.test(authUrl) ? '1' : '3';
};
export const KEYSTONE_2_NOTE =
  'It signs in with Keystone version 2, which CAOS does not speak. Ask the provider for its /v3 address.';
