/**
 * A real OpenStack Keystone on loopback for the tests, and a second proxy of the running Swift that takes its tokens. Needs Debian's
 * packages; as root they are installed.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import {
  freePorts,
  installPackages,
  isHealthy,
  isInstalled,
  lastLogLines,
  proxyConf,
  type SwiftAddresses,
  stopServer,
  swiftUnavailableReason,
} from './swift-server';

/** How tests reach it. Secrets here are the test server's own and open nothing else. */
export interface KeystoneAddresses {
  /** Ends with `/v3`. */
  authUrl: string;
  user: string;
  password: string;
  project: string;
  projectId: string;
  domain: string;
  /** Of the user, in the project. */
  credential: { id: string; secret: string };
  /** Knows another project only. */
  other: { user: string; password: string; project: string };
  /** Is in no project. */
  stranger: { user: string; password: string };
  /** The first has a public and an internal address, the second a public one. */
  regions: [string, string];
  memcached: number;
}
export interface KeystoneServer extends KeystoneAddresses {
  stop(): Promise<void>;
}

/** Where scripts/test.mjs leaves the addresses of the one server it started for all suites, as JSON. */
const addressesVariable = 'CAOS_TEST_KEYSTONE';
const python = '/usr/bin/python3';
const packages = ['python3-keystone', 'python3-keystonemiddleware', 'memcached'];
const modules = ['keystone', 'keystonemiddleware'];
const startUpLimitMs = 60_000;
const adminPassword = 'admin-of-the-test';
const servicePassword = 'swift-of-the-test';
const regions: [string, string] = ['North', 'South'];

/** Why no Keystone can run on this computer, or undefined when one can. Suites that need it skip with this sentence. */
export function keystoneUnavailableReason(): string | undefined {
  if (process.env[addressesVariable]) return undefined;
  const swift = swiftUnavailableReason();
  if (swift !== undefined) return swift;
  if (isKeystoneInstalled()) return undefined;
  if (process.getuid?.() === 0 && isInstalled('apt-get')) return undefined;
  return `OpenStack Keystone is not installed: sudo apt-get install ${packages.join(' ')}`;
}

/** The addresses of the server that the whole run shares; undefined when there is none. */
function sharedKeystone(): KeystoneAddresses | undefined {
  const json = process.env[addressesVariable];
  return json ? (JSON.parse(json) as KeystoneAddresses) : undefined;
}

/** Makes a server known to every process started from now on. */
export function shareKeystone({ stop: _, ...addresses }: KeystoneServer): void {
  process.env[addressesVariable] = JSON.stringify(addresses);
}

/** The server of the whole run, or one of the caller's own over `swift`, which keeps the bytes and must outlive it. */
export async function reachKeystone(swift: SwiftAddresses): Promise<KeystoneServer> {
  const shared = sharedKeystone();
  return shared ? { ...shared, stop: async () => undefined } : startKeystone(swift);
}

/** `swift` keeps the bytes and must outlive it. */
export async function startKeystone(swift: SwiftAddresses): Promise<KeystoneServer> {
  const reason = keystoneUnavailableReason();
  if (reason !== undefined) throw new Error(reason);
  if (!isKeystoneInstalled()) installPackages('OpenStack Keystone', packages);
  const folder = mkdtempSync(join(tmpdir(), 'caos-keystone-'));
  const ports = await freePorts(['keystone', 'proxy', 'memcached']);
  writeConfiguration(folder, swift.folder, ports);
  const server = spawn(python, [join(import.meta.dirname, 'keystone', 'serve.py'), folder], {
    stdio: ['pipe', 'ignore', 'pipe'],
    detached: true,
  });
  const stop = () => stopServer(server, folder);
  let complaint = '';
  server.stderr?.on('data', (chunk) => {
    complaint += chunk;
  });
  const origin = `http://127.0.0.1:${ports.keystone}`;
  try {
    const giveUpAtMs = Date.now() + startUpLimitMs;
    while (!((await answers(origin)) && (await isHealthy(ports.proxy)))) {
      if (Date.now() > giveUpAtMs || server.exitCode !== null)
        throw new Error(`OpenStack Keystone did not come up.\n${complaint}${lastLogLines(folder)}`);
      await pause(100);
    }
    return { ...(await fill(`${origin}/v3`, ports.proxy)), memcached: ports.memcached, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The proxy remembers for minutes which tokens are good; this makes it ask again, so that a revoked one is refused at once. */
export function forgetCheckedTokens({ memcached }: KeystoneAddresses): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(memcached, '127.0.0.1', () => socket.write('flush_all\r\nquit\r\n'));
    socket.on('error', reject);
    socket.on('close', () => resolve());
    socket.resume();
  });
}

const isKeystoneInstalled = (): boolean =>
  isInstalled('memcached') &&
  modules.every((name) => existsSync(join('/usr/lib/python3/dist-packages', name)));

async function answers(origin: string): Promise<boolean> {
  try {
    return (await fetch(`${origin}/v3`, { signal: AbortSignal.timeout(5000) })).ok;
  } catch {
    return false;
  }
}

function writeConfiguration(
  folder: string,
  swiftFolder: string,
  ports: { keystone: number; proxy: number; memcached: number },
): void {
  for (const name of ['etc', 'log']) mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(
    join(folder, 'settings.json'),
    JSON.stringify({ ...ports, swiftFolder, adminPassword, region: regions[0] }),
  );
  const write = (name: string, text: string) => writeFileSync(join(folder, 'etc', name), text);
  write('keystone.conf', keystoneConf(folder));
  write('proxy-server.conf', proxyConf({ swiftFolder, ...ports, auth: keystoneAuth(ports.keystone) }));
}

/** Cheap password hashes: strength is not what is tested. */
const keystoneConf = (folder: string): string => `[DEFAULT]
use_stderr = true
default_log_levels = alembic=WARN
[database]
connection = sqlite:///${folder}/keystone.db?timeout=30
[token]
provider = fernet
[fernet_tokens]
key_repository = ${folder}/fernet
[fernet_receipts]
key_repository = ${folder}/fernet
[credential]
key_repository = ${folder}/credential
[cache]
enabled = true
backend = dogpile.cache.memory_pickle
[identity]
password_hash_algorithm = bcrypt
password_hash_rounds = 4
`;

const keystoneAuth = (port: number): Record<string, string> => ({
  authtoken: `paste.filter_factory = keystonemiddleware.auth_token:filter_factory
www_authenticate_uri = http://127.0.0.1:${port}/v3
auth_url = http://127.0.0.1:${port}/v3
auth_type = password
project_domain_id = default
user_domain_id = default
project_name = service
username = swift
password = ${servicePassword}
delay_auth_decision = True
cache = swift.cache
include_service_catalog = False
service_token_roles_required = True`,
  keystoneauth: 'use = egg:swift#keystoneauth\noperator_roles = admin, member',
});

type Made = Record<string, { id: string }>;

/** Makes the projects, users, credential and catalogue by the service's own API. */
async function fill(authUrl: string, proxyPort: number): Promise<Omit<KeystoneAddresses, 'memcached'>> {
  const domain = { domain_id: 'default' };
  const admin = await signIn(authUrl, 'admin', adminPassword, 'admin');
  const make = async (path: string, kind: string, facts: object): Promise<string> => {
    const made = await call<Made>(authUrl, admin.token, 'POST', path, { [kind]: facts });
    return made[kind]?.id ?? '';
  };
  const { roles } = await call<{ roles: Array<{ id: string; name: string }> }>(
    authUrl,
    admin.token,
    'GET',
    'roles',
  );
  const role = (name: string): string => roles.find((known) => known.name === name)?.id ?? '';
  const grant = (project: string, user: string, name: string) =>
    call(authUrl, admin.token, 'PUT', `projects/${project}/users/${user}/roles/${role(name)}`);
  const member = async (projectName: string, name: string, password: string, as: string) => {
    const project = await make('projects', 'project', { name: projectName, ...domain });
    const user = await make('users', 'user', { name, password, ...domain });
    await grant(project, user, as);
    return { user, project };
  };
  const catalogue = async (): Promise<void> => {
    await make('regions', 'region', { id: regions[1] }); // the first came with the service itself
    const service_id = await make('services', 'service', { name: 'swift', type: 'object-store' });
    const endpoint = (region: number, kind: string, host: string) =>
      make('endpoints', 'endpoint', {
        service_id,
        region_id: regions[region],
        interface: kind,
        url: `http://${host}:${proxyPort}/v1/AUTH_%(project_id)s`,
      });
    // The same server by another name, so that a test sees which address was chosen.
    await endpoint(0, 'public', '127.0.0.1');
    await endpoint(0, 'internal', 'localhost');
    await endpoint(1, 'public', 'localhost');
  };
  const [{ user, project }] = await Promise.all([
    member('studio', 'photographer', 'testing', 'member'),
    member('agency', 'editor', 'testing2', 'member'),
    member('service', 'swift', servicePassword, 'admin'),
    make('users', 'user', { name: 'stranger', password: 'testing3', ...domain }),
    catalogue(),
  ]);
  const own = await signIn(authUrl, 'photographer', 'testing', 'studio');
  const secret = 'credential-of-the-test';
  const made = await call<Made>(authUrl, own.token, 'POST', `users/${user}/application_credentials`, {
    application_credential: { name: 'desk', secret },
  });
  return {
    authUrl,
    user: 'photographer',
    password: 'testing',
    project: 'studio',
    projectId: project,
    domain: 'Default',
    credential: { id: made.application_credential?.id ?? '', secret },
    other: { user: 'editor', password: 'testing2', project: 'agency' },
    stranger: { user: 'stranger', password: 'testing3' },
    regions,
  };
}

async function signIn(
  authUrl: string,
  name: string,
  password: string,
  project: string,
): Promise<{ token: string }> {
  const domain = { id: 'default' };
  const identity = { methods: ['password'], password: { user: { name, domain, password } } };
  const answer = await fetch(`${authUrl}/auth/tokens`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ auth: { identity, scope: { project: { name: project, domain } } } }),
  });
  if (!answer.ok) throw new Error(`Keystone does not let ${name} in: ${answer.status}`);
  return { token: answer.headers.get('x-subject-token') ?? '' };
}

/** `T`: the shape of the answer, by the Identity API. */
async function call<T>(
  authUrl: string,
  token: string,
  method: string,
  path: string,
  body?: object,
): Promise<T> {
  const answer = await fetch(`${authUrl}/${path}`, {
    method,
    headers: { 'X-Auth-Token': token, 'Content-Type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`Keystone: ${method} ${path}: ${answer.status} ${text.slice(0, 300)}`);
  return (text === '' ? null : JSON.parse(text)) as T;
}
