/** Reads CPU time and memory of a process and everything below it from /proc (Linux). */
import { readdirSync, readFileSync } from 'node:fs';

/** USER_HZ: Linux reports process times in hundredths of a second on every architecture we ship for (proc(5)). */
const TICKS_PER_SECOND = 100;

/** pid -> { parent, cpuS } of every process that can be read. */
function readProcesses() {
  const found = new Map();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      const ticks = Number(fields[11]) + Number(fields[12]) + Number(fields[13]) + Number(fields[14]);
      found.set(Number(name), { parent: Number(fields[1]), cpuS: ticks / TICKS_PER_SECOND });
    } catch {
      // It ended between the listing and the reading.
    }
  }
  return found;
}

function below(root, processes) {
  const tree = new Set([root]);
  for (let grew = true; grew; ) {
    grew = false;
    for (const [pid, { parent }] of processes) {
      if (!tree.has(pid) && tree.has(parent)) {
        tree.add(pid);
        grew = true;
      }
    }
  }
  return tree;
}

/** Pages shared between processes are counted once in all (PSS). 0 when it ended. */
function pssBytes(pid) {
  try {
    const match = /^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'));
    return Number(match?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}

/**
 * Watches a tree until `stop()`, which answers { cpuS, peakPssBytes, medianPssBytes, byProcess }. CPU time of processes that ended and were waited for is in
 * their parent's counters already; of killed strays the last reading counts.
 */
export function watchTree(rootPid, intervalMs = 500) {
  const pss = [];
  const first = new Map([...readProcesses()].filter(([pid]) => pid === rootPid));
  let peakShares = {};
  let cpuS = 0;
  const startCpuS = sumCpu(rootPid);
  const look = () => {
    const processes = readProcesses();
    const tree = [...below(rootPid, processes)];
    const shares = Object.fromEntries(tree.map((pid) => [pid, pssBytes(pid)]));
    const total = Object.values(shares).reduce((sum, bytes) => sum + bytes, 0);
    if (total > Math.max(0, ...pss)) peakShares = shares;
    pss.push(total);
    cpuS = Math.max(cpuS, tree.reduce((sum, pid) => sum + (processes.get(pid)?.cpuS ?? 0), 0) - startCpuS);
  };
  if (first.size === 0) throw new Error(`no process ${rootPid}`);
  look();
  const timer = setInterval(look, intervalMs);
  return {
    stop() {
      clearInterval(timer);
      look();
      const sorted = [...pss].sort((a, b) => a - b);
      return {
        cpuS,
        peakPssBytes: Math.max(...pss),
        medianPssBytes: sorted[sorted.length >> 1],
        peakShares,
        samples: pss,
      };
    },
  };
}

function sumCpu(rootPid) {
  const processes = readProcesses();
  return [...below(rootPid, processes)].reduce((sum, pid) => sum + (processes.get(pid)?.cpuS ?? 0), 0);
}
