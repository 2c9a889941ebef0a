"""measure.py PROGRAM ARGUMENTS...: runs it and writes one line of JSON to descriptor 3: what it and every process below it took.

{"code", "wallS", "cpuS", "peakRssBytes", "peakPssBytes"}. CPU time is the kernel's own sum over all ended processes, orphans included. Memory is
looked at 20 times a second: resident pages (cheap), and where these reach a new height also the share of pages that processes have in common.
"""
import ctypes
import json
import os
import resource
import sys
import threading
import time

PR_SET_CHILD_SUBREAPER = 36
PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")
# Reading PSS walks the page tables of the process, so small steps up are let pass.
STEP_UP = 1.02


def tree(pid):
    found = [pid]
    try:
        for task in os.listdir(f"/proc/{pid}/task"):
            with open(f"/proc/{pid}/task/{task}/children") as children:
                for child in children.read().split():
                    found += tree(int(child))
    except OSError:
        pass
    return found


def resident(pid):
    try:
        with open(f"/proc/{pid}/statm") as statm:
            return int(statm.read().split()[1]) * PAGE_BYTES
    except (OSError, IndexError):
        return 0


def shared_out(pid):
    try:
        with open(f"/proc/{pid}/smaps_rollup") as rollup:
            for line in rollup:
                if line.startswith("Pss:"):
                    return int(line.split()[1]) * 1024
    except OSError:
        pass
    return 0


peak = {"rss": 0, "pss": 0, "seen": 0}
over = threading.Event()


def watch():
    while not over.wait(0.05):
        pids = tree(os.getpid())[1:]
        rss = sum(map(resident, pids))
        peak["rss"] = max(peak["rss"], rss)
        if rss > peak["seen"] * STEP_UP:
            peak["seen"] = rss
            peak["pss"] = max(peak["pss"], sum(map(shared_out, pids)))


ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
started = time.monotonic()
child = os.posix_spawnp(sys.argv[1], sys.argv[1:], os.environ, file_actions=[(os.POSIX_SPAWN_CLOSE, 3)])
threading.Thread(target=watch, daemon=True).start()
_, status = os.waitpid(child, 0)
wall = time.monotonic() - started
# What it left behind counts for its CPU time, not for its wall time.
while True:
    try:
        os.waitpid(-1, 0)
    except ChildProcessError:
        break
over.set()
used = resource.getrusage(resource.RUSAGE_CHILDREN)
answer = {
    "code": os.waitstatus_to_exitcode(status),
    "wallS": wall,
    "cpuS": used.ru_utime + used.ru_stime,
    "peakRssBytes": peak["rss"],
    "peakPssBytes": peak["pss"],
}
with os.fdopen(3, "w") as report:
    report.write(json.dumps(answer) + "\n")
