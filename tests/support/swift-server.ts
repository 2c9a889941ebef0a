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
  const { s3Endpoint, region, accessKey, secretKey, authUrl, user, key } = server;
  process.env[addressesVariable] = JSON.stringify({
    s3Endpoint,
    region,
    accessKey,
    secretKey,
    authUrl,
    user,
    key,
  });
}

export async function startSwift(): Promise<SwiftServer> {
  const reason = swiftUnavailableReason();
  if (reason !== undefined) throw new Error(reason);
  if (!programs.every(isInstalled)) installPackages();
  const folder = mkdtempSync(join(dataFolder(), 'caos-swift-'));
  const ports = await freePorts();
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
    stop,
  };
}

function isInstalled(program: string): boolean {
  return ['/usr/bin', '/usr/sbin', '/bin', '/sbin'].some((folder) => existsSync(join(folder, program)));
}

function installPackages(): void {
  // RUNLEVEL=1 keeps the packages from starting servers of their own.
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
  const apt = (...args: string[]) =>
    spawnSync('apt-get', ['-o', 'DPkg::Lock::Timeout=300', '-qq', ...args], { env, encoding: 'utf8' });
  const install = ['install', '-y', '--no-install-recommends', ...packages];
  if (apt(...install).status === 0) return;
  apt('update');
  const second = apt(...install);
  if (second.status !== 0)
    throw new Error(`OpenStack Swift could not be installed: ${second.stderr.trim().slice(-500)}`);
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
async function freePorts(): Promise<Ports> {
  const names = ['proxy', 'account', 'container', 'object', 'memcached'] as const;
  const held = await Promise.all(names.map(() => holdPort()));
  await Promise.all(held.map(({ release }) => release()));
  return Object.fromEntries(names.map((name, index) => [name, held[index]?.port])) as unknown as Ports;
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

async function isHealthy(port: number): Promise<boolean> {
  try {
    return (await fetch(`http://127.0.0.1:${port}/healthcheck`, { signal: AbortSignal.timeout(2000) })).ok;
  } catch {
    return false;
  }
}

function lastLogLines(folder: string): string {
  const logs = join(folder, 'log');
  return readdirSync(logs)
    .map((name) => `${name}: ${readFileSync(join(logs, name), 'utf8').slice(-1000)}`)
    .join('\n');
}

/** Closing its input makes the supervisor end every server and then itself. */
async function stopServer(server: ChildProcess, folder: string): Promise<void> {
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
  write('proxy-server.conf', proxyConf(folder, ports));
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

function proxyConf(folder: string, ports: Ports): string {
  const filters = {
    catch_errors: '',
    gatekeeper: '',
    healthcheck: '',
    cache: `memcache_servers = 127.0.0.1:${ports.memcached}`,
    listing_formats: '',
    bulk: '',
    tempurl: 'methods = GET HEAD PUT POST DELETE',
    formpost: '',
    s3api:
      'location = us-east-1\ns3_acl = false\ncheck_bucket_owner = false\ndns_compliant_bucket_names = true',
    tempauth:
      'user_test_tester = testing .admin\nuser_test_reader = reading\nuser_test2_tester2 = testing2 .admin',
    staticweb: '',
    copy: '',
    container_quotas: '',
    slo: '',
    dlo: '',
    versioned_writes: 'allow_versioned_writes = true\nallow_object_versioning = true',
    symlink: '',
  };
  const sections = Object.entries(filters).map(
    ([name, options]) =>
      `[filter:${name}]\nuse = egg:swift#${name === 'cache' ? 'memcache' : name}\n${options}\n`,
  );
  return `${common(folder, ports.proxy, 2)}expose_info = true
[pipeline:main]
pipeline = ${Object.keys(filters).join(' ')} proxy-server
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
${sections.join('')}`;
}
