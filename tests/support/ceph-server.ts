/**
 * A real Ceph object gateway on loopback for the tests: one monitor, one storage daemon in memory, radosgw. It does what Swift's s3api
 * answers 501 to: conditional writes, policies, CORS, lifecycle, tags, storage classes, encryption with named keys.
 */
import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { freePorts } from './swift-server';

/** Secrets here are the test server's own and open nothing else. */
export interface S3Address {
  endpoint: string;
  region: string;
  accessKey: string;
  secretKey: string;
}
export interface CephServer extends S3Address {
  /** Storage classes, the default first. */
  tiers: string[];
  /** A key for encryption that the gateway knows, and one that it does not. */
  kmsKeyId: string;
  /** Somebody else with keys of their own. */
  other: { id: string; accessKey: string; secretKey: string };
  stop(): Promise<void>;
}

const run = promisify(execFile);
const programs = ['ceph-mon', 'ceph-osd', 'radosgw', 'radosgw-admin', 'monmaptool', 'ceph'];
const packages = ['ceph-mon', 'ceph-osd', 'ceph-common', 'radosgw'];
const startUpLimitMs = 90_000;
const commandLimitMs = 30_000;
const kmsKeyId = 'photos';
const secondTier = 'STANDARD_IA';
const other = { id: 'anna', accessKey: 'other-key', secretKey: 'other-secret' };

/** Why no Ceph can run on this computer, or undefined when one can. Suites that need it skip with this sentence. */
export function cephUnavailableReason(): string | undefined {
  const missing = programs.some((program) => spawnSync(program, ['--version']).status !== 0);
  return missing ? `Ceph is not installed: sudo apt-get install ${packages.join(' ')}` : undefined;
}

export async function startCeph(): Promise<CephServer> {
  const folder = mkdtempSync(join(tmpdir(), 'caos-ceph-'));
  const ports = await freePorts(['monitor', 'gateway']);
  const daemons: ChildProcess[] = [];
  const stop = async (): Promise<void> => {
    for (const daemon of daemons.toReversed()) await end(daemon);
    rmSync(folder, { recursive: true, force: true });
  };
  const conf = join(folder, 'ceph.conf');
  const common = ['-c', conf];
  const ask = (program: string, ...args: string[]) =>
    run(program, [...common, ...args], { timeout: commandLimitMs });
  const admin = (...args: string[]) => ask('radosgw-admin', '-n', 'client.rgw', ...args);
  const start = (program: string, ...args: string[]) =>
    daemons.push(spawn(program, [...common, ...args, '-f'], { stdio: 'ignore' }));
  try {
    const cluster = randomUUID();
    const storage = randomUUID();
    for (const name of ['mon', 'osd', 'rgw', 'run']) mkdirSync(join(folder, name));
    writeFileSync(conf, configuration(folder, cluster, ports));
    writeFileSync(join(folder, 'keyring'), '');
    const map = join(folder, 'monmap');
    await run('monmaptool', [
      '--create',
      '--fsid',
      cluster,
      '--addv',
      'a',
      `[v2:127.0.0.1:${ports.monitor}]`,
      map,
    ]);
    await ask('ceph-mon', '--mkfs', '-i', 'a', '--monmap', map);
    start('ceph-mon', '-i', 'a');
    await ask('ceph', 'osd', 'new', storage, '0'); // waits for the monitor
    await ask('ceph-osd', '-i', '0', '--mkfs', '--osd-uuid', storage);
    start('ceph-osd', '-i', '0');
    await admin(
      'user',
      'create',
      '--uid=caos',
      '--display-name=caos',
      '--access-key=test-key',
      '--secret-key=test-secret',
    );
    await admin(
      'user',
      'create',
      `--uid=${other.id}`,
      `--display-name=${other.id}`,
      `--access-key=${other.accessKey}`,
      `--secret-key=${other.secretKey}`,
    );
    const tier = ['--placement-id', 'default-placement', '--storage-class', secondTier];
    await admin('zonegroup', 'placement', 'add', '--rgw-zonegroup', 'default', ...tier);
    await admin(
      'zone',
      'placement',
      'add',
      '--rgw-zone',
      'default',
      ...tier,
      '--data-pool',
      'default.rgw.ia.data',
    );
    start('radosgw', '-n', 'client.rgw', '--no-mon-config');
    await untilAnswering(`http://127.0.0.1:${ports.gateway}`, daemons);
  } catch (error) {
    const log = lastLines(join(folder, 'client.rgw.log'));
    await stop();
    throw new Error(`Ceph did not come up.\n${log}`, { cause: error });
  }
  return {
    endpoint: `http://127.0.0.1:${ports.gateway}`,
    region: 'us-east-1',
    accessKey: 'test-key',
    secretKey: 'test-secret',
    tiers: ['STANDARD', secondTier],
    kmsKeyId,
    other,
    stop,
  };
}

async function untilAnswering(address: string, daemons: ChildProcess[]): Promise<void> {
  const giveUpAtMs = Date.now() + startUpLimitMs;
  while (Date.now() < giveUpAtMs && daemons.every(({ exitCode }) => exitCode === null)) {
    const answer = await fetch(address, { signal: AbortSignal.timeout(5000) }).catch(() => null);
    await answer?.body?.cancel();
    if (answer?.ok) return;
    await pause(200);
  }
  throw new Error('the gateway does not answer');
}

async function end(daemon: ChildProcess): Promise<void> {
  if (daemon.exitCode !== null || daemon.signalCode !== null) return;
  const ended = new Promise((resolve) => daemon.once('exit', resolve));
  daemon.kill('SIGKILL'); // nothing it holds shall last
  await ended;
}

function lastLines(path: string): string {
  try {
    return readFileSync(path, 'utf8').slice(-2000);
  } catch {
    return '';
  }
}

/** Without keys among its own parts, which needs plain connections to the monitor. */
function configuration(folder: string, cluster: string, ports: { monitor: number; gateway: number }): string {
  return `[global]
fsid = ${cluster}
mon host = [v2:127.0.0.1:${ports.monitor}]
public network = 127.0.0.0/8
auth cluster required = none
auth service required = none
auth client required = none
ms mon client mode = crc
ms mon service mode = crc
ms mon cluster mode = crc
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 4
osd crush chooseleaf type = 0
mon max pg per osd = 1000
mon data avail crit = 1
run dir = ${folder}/run
admin socket = ${folder}/run/$name.$pid.asok
log file = ${folder}/$name.log
keyring = ${folder}/keyring
[mon.a]
mon data = ${folder}/mon
[osd.0]
osd data = ${folder}/osd
osd objectstore = memstore
memstore device bytes = 2147483648
[client.rgw]
rgw data = ${folder}/rgw
rgw frontends = beast endpoint=127.0.0.1:${ports.gateway}
rgw crypt require ssl = false
rgw crypt s3 kms backend = testing
rgw crypt s3 kms encryption keys = ${kmsKeyId}=${Buffer.alloc(32, 'photographs').toString('base64')}
`;
}
