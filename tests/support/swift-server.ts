/**
 * A real OpenStack Swift on loopback for the tests: plain folders, its own ports, S3 (s3api) and native API with TempAuth.
 * Needs Debian's packages; as root they are installed. Imports nothing but Node, so that scripts/test.mjs can load it as it is.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** How tests reach the server. Secrets here are the test server's own and open nothing else. */
export interface SwiftAddresses {
  s3Endpoint: string;
  region: string;
  accessKey: string;
  secretKey: string;
  authUrl: string;
  user: string;
  key: string;
  /** Where its rings and logs lie, for another proxy over the same storage. */
  folder: string;
}

export interface SwiftServer extends SwiftAddresses {
  stop(): Promise<void>;
}

interface Ports {
  proxy: number;
  account: number;
  container: number;
  object: number;
  memcached: number;
}

/** Where scripts/test.mjs leaves the addresses of the one server it started for all suites, as JSON. */
const addressesVariable = 'CAOS_TEST_SWIFT';
const python = '/usr/bin/python3';
const packages = ['swift-proxy', 'swift-account', 'swift-container', 'swift-object', 'memcached'];
const programs = [
  'swift-proxy-server',
  'swift-account-server',
  'swift-container-server',
  'swift-object-server',
  'memcached',
];
const startUpLimitMs = 30_000;

/** Why no Swift can run on this computer, or undefined when one can. Suites that need it skip with this sentence. */
export function swiftUnavailableReason(): string | undefined {
  if (process.env[addressesVariable]) return undefined;
  if (process.platform !== 'linux') return 'OpenStack Swift runs on Linux only';
  if (programs.every(isInstalled)) return undefined;
  if (process.getuid?.() === 0 && isInstalled('apt-get')) return undefined;
  return `OpenStack Swift is not installed: sudo apt-get install ${packages.join(' ')}`;
}

/** The addresses of the server that the whole run shares; undefined when there is none. */
export function sharedSwift(): SwiftAddresses | undefined {
  const json = process.env[addressesVariable];
  return json ? (JSON.parse(json) as SwiftAddresses) : undefined;
}

/** Makes a server known to every process started from now on. */
export function shareSwift(server: SwiftAddresses): void {
  const { s3Endpoint, region, accessKey, secretKey, authUrl, user, key, folder } = server;
  const addresses: SwiftAddresses = { s3Endpoint, region, accessKey, secretKey, authUrl, user, key, folder };
  process.env[addressesVariable] = JSON.stringify(addresses);
}

export async function startSwift(): Promise<SwiftServer> {
  const reason = swiftUnavailableReason();
  if (reason !== undefined) throw new Error(reason);
  if (!programs.every(isInstalled)) installPackages('OpenStack Swift', packages);
  const folder = mkdtempSync(join(dataFolder(), 'caos-swift-'));
  const ports: Ports = await freePorts(['proxy', 'account', 'container', 'object', 'memcached']);
  writeConfiguration(folder, ports);
  const server = spawn(python, [join(import.meta.dirname, 'swift', 'serve.py'), folder], {
    stdio: ['pipe', 'ignore', 'pipe'],
    detached: true,
  });
  const stop = () => stopServer(server, folder);
  try {
    await untilHealthy(server, folder, ports);
  } catch (error) {
    await stop();
    throw error;
  }
  const origin = `http://127.0.0.1:${ports.proxy}`;
  return {
    s3Endpoint: origin,
    region: 'us-east-1',
    accessKey: 'test:tester',
    secretKey: 'testing',
    authUrl: `${origin}/auth/v1.0`,
    user: 'test:tester',
    key: 'testing',
    folder,
    stop,
  };
}

export function isInstalled(program: string): boolean {
  return ['/usr/bin', '/usr/sbin', '/bin', '/sbin'].some((folder) => existsSync(join(folder, program)));
}

/** As root, on Debian. Throws with what apt-get says. */
export function installPackages(what: string, packages: string[]): void {
  // RUNLEVEL=1 keeps the packages from starting servers of their own.
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
  const apt = (...args: string[]) =>
    spawnSync('apt-get', ['-o', 'DPkg::Lock::Timeout=300', '-qq', ...args], { env, encoding: 'utf8' });
  const install = ['install', '-y', '--no-install-recommends', ...packages];
  if (apt(...install).status === 0) return;
  apt('update');
  const second = apt(...install);
  if (second.status !== 0)
    throw new Error(`${what} could not be installed: ${second.stderr.trim().slice(-500)}`);
}

/** Swift keeps metadata in extended attributes, which memory-backed folders have only on newer kernels. */
function dataFolder(): string {
  const probe =
    "import os,sys,tempfile; f=tempfile.NamedTemporaryFile(dir=sys.argv[1]); os.setxattr(f.name,'user.caos',b'1')";
  const folder = ['/dev/shm', tmpdir(), '/var/tmp'].find(
    (path) => spawnSync(python, ['-c', probe, path]).status === 0,
  );
  if (folder === undefined)
    throw new Error('No temporary folder here keeps extended attributes, which OpenStack Swift needs');
  return folder;
}

/** Asked for all at once and then let go, so that no two are the same. */
export async function freePorts<Name extends string>(names: readonly Name[]): Promise<Record<Name, number>> {
  const held = await Promise.all(names.map(() => holdPort()));
  await Promise.all(held.map(({ release }) => release()));
  return Object.fromEntries(names.map((name, index) => [name, held[index]?.port])) as Record<Name, number>;
}

function holdPort(): Promise<{ port: number; release(): Promise<void> }> {
  return new Promise((resolve, reject) => {
    const socket = createServer();
    socket.once('error', reject);
    socket.listen(0, '127.0.0.1', () => {
      const address = socket.address();
      const port = address !== null && typeof address === 'object' ? address.port : 0;
      resolve({ port, release: () => new Promise((done) => socket.close(() => done())) });
    });
  });
}

async function untilHealthy(server: ChildProcess, folder: string, ports: Ports): Promise<void> {
  let complaint = '';
  server.stderr?.on('data', (chunk) => {
    complaint += chunk;
  });
  const waiting = [ports.proxy, ports.account, ports.container, ports.object];
  const giveUpAtMs = Date.now() + startUpLimitMs;
  while (Date.now() < giveUpAtMs && server.exitCode === null) {
    const healthy = await Promise.all(waiting.map(isHealthy));
    if (healthy.every(Boolean)) return;
    await pause(100);
  }
  throw new Error(`OpenStack Swift did not come up.\n${complaint}${lastLogLines(folder)}`);
}

export async function isHealthy(port: number): Promise<boolean> {
  try {
    return (await fetch(`http://127.0.0.1:${port}/healthcheck`, { signal: AbortSignal.timeout(2000) })).ok;
  } catch {
    return false;
  }
}

export function lastLogLines(folder: string): string {
  const logs = join(folder, 'log');
  return readdirSync(logs)
    .map((name) => `${name}: ${readFileSync(join(logs, name), 'utf8').slice(-1000)}`)
    .join('\n');
}

/** Closing its input makes the supervisor end every server and then itself. */
export async function stopServer(server: ChildProcess, folder: string): Promise<void> {
  if (server.exitCode === null && server.signalCode === null) {
    const ended = new Promise<void>((resolve) => server.once('close', () => resolve()));
    server.stdin?.end();
    await ended;
  }
  rmSync(folder, { recursive: true, force: true });
}

function writeConfiguration(folder: string, ports: Ports): void {
  for (const name of ['etc', 'log', 'cache', 'locks', 'srv/d1'])
    mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(join(folder, 'settings.json'), JSON.stringify({ ports }));
  const write = (name: string, text: string) => writeFileSync(join(folder, 'etc', name), text);
  write('swift.conf', swiftConf);
  write('proxy-server.conf', proxyConf({ swiftFolder: folder, ...ports, auth: tempAuth }));
  for (const name of ['account', 'container', 'object'] as const) {
    write(`${name}-server.conf`, storageConf(folder, name, ports[name]));
  }
}

const swiftConf = `[swift-hash]
swift_hash_path_prefix = loopback
swift_hash_path_suffix = test
[storage-policy:0]
name = gold
default = yes
[storage-policy:1]
name = silver
`;

function common(folder: string, port: number, workers: number): string {
  return `[DEFAULT]
bind_ip = 127.0.0.1
bind_port = ${port}
workers = ${workers}
user = ${userName()}
swift_dir = ${folder}/etc
devices = ${folder}/srv
mount_check = false
fallocate_reserve = 0
disable_fallocate = true
eventlet_debug = false
`;
}

/** Swift insists on naming the user it runs as; it is always the one who runs the tests. */
function userName(): string {
  return spawnSync('id', ['-un'], { encoding: 'utf8' }).stdout.trim();
}

function storageConf(folder: string, name: 'account' | 'container' | 'object', port: number): string {
  return `${common(folder, port, name === 'object' ? 2 : 1)}[pipeline:main]
pipeline = healthcheck recon ${name}-server
[app:${name}-server]
use = egg:swift#${name}
[filter:healthcheck]
use = egg:swift#healthcheck
[filter:recon]
use = egg:swift#recon
recon_cache_path = ${folder}/cache
recon_lock_path = ${folder}/locks
`;
}

/** S3 and auth version 1, with users of the test's own. */
const tempAuth = {
  s3api:
    'use = egg:swift#s3api\nlocation = us-east-1\ns3_acl = false\ncheck_bucket_owner = false\ndns_compliant_bucket_names = true',
  tempauth:
    'use = egg:swift#tempauth\nuser_test_tester = testing .admin\nuser_test_reader = reading\nuser_test2_tester2 = testing2 .admin',
};

/** A proxy over the storage that `swiftFolder` describes. `auth`: the filters that know users, in their order, with their options. */
export function proxyConf(settings: {
  swiftFolder: string;
  proxy: number;
  memcached: number;
  auth: Record<string, string>;
}): string {
  const swift = (name: string, options = ''): string => `use = egg:swift#${name}\n${options}`;
  const filters = {
    catch_errors: swift('catch_errors'),
    gatekeeper: swift('gatekeeper'),
    healthcheck: swift('healthcheck'),
    cache: swift('memcache', `memcache_servers = 127.0.0.1:${settings.memcached}`),
    listing_formats: swift('listing_formats'),
    bulk: swift('bulk'),
    tempurl: swift('tempurl', 'methods = GET HEAD PUT POST DELETE'),
    formpost: swift('formpost'),
    ...settings.auth,
    staticweb: swift('staticweb'),
    copy: swift('copy'),
    container_quotas: swift('container_quotas'),
    slo: swift('slo'),
    dlo: swift('dlo'),
    versioned_writes: swift(
      'versioned_writes',
      'allow_versioned_writes = true\nallow_object_versioning = true',
    ),
    symlink: swift('symlink'),
  };
  const sections = Object.entries(filters).map(([name, options]) => `[filter:${name}]\n${options}\n`);
  return `${common(settings.swiftFolder, settings.proxy, 2)}expose_info = true
[pipeline:main]
pipeline = ${Object.keys(filters).join(' ')} proxy-server
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
# On a busy computer: a container that does not answer within half a second (the default) would count as missing.
conn_timeout = 10
node_timeout = 60
recoverable_node_timeout = 60
error_suppression_limit = 1000000
${sections.join('')}`;
}
