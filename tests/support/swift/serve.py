"""Runs one small OpenStack Swift in the foreground: builds its rings, starts its servers, and ends them all when
standard input closes, which happens at the latest when the test run that holds the other end dies.

usage: python3 serve.py FOLDER   (FOLDER/settings.json and FOLDER/etc are written by swift-server.ts)
"""
import json
import os
import shutil
import signal
import subprocess
import sys
import warnings

warnings.simplefilter('ignore')

# Swift reads /etc/swift unless it is told otherwise before a server starts; this leaves the machine's own alone.
RUN_SERVER = 'import sys; from swift.common import utils; utils.set_swift_dir(sys.argv[1]); '
WSGI = RUN_SERVER + 'from swift.common.wsgi import run_wsgi; sys.exit(run_wsgi(sys.argv[2], sys.argv[3], verbose=True))'


def build_rings(etc, settings):
    from swift.common import utils
    utils.set_swift_dir(etc)
    from swift.common.ring import RingBuilder
    ports = settings['ports']
    for name, port in (('account', ports['account']), ('container', ports['container']),
                       ('object', ports['object']), ('object-1', ports['object'])):
        builder = RingBuilder(4, 1, 0)
        builder.add_dev({'id': 0, 'region': 1, 'zone': 1, 'ip': '127.0.0.1', 'port': port, 'device': 'd1',
                         'weight': 100, 'meta': '', 'replication_ip': '127.0.0.1', 'replication_port': port})
        builder.rebalance(seed='1')
        builder.get_ring().save('%s/%s.ring.gz' % (etc, name))


def start(folder, name, command):
    log = open('%s/log/%s.log' % (folder, name), 'ab')
    # A group of its own: Swift's servers fork workers, and a whole group can be ended by one id.
    return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)


def start_all(folder, settings):
    etc = folder + '/etc'
    memcached = ['memcached', '-l', '127.0.0.1', '-p', str(settings['ports']['memcached']), '-U', '0', '-m', '64', '-t', '1']
    servers = [start(folder, 'memcached', memcached + (['-u', 'root'] if os.geteuid() == 0 else []))]
    for name in ('account', 'container', 'object', 'proxy'):
        command = [sys.executable, '-c', WSGI, etc, '%s/%s-server.conf' % (etc, name), name + '-server']
        servers.append(start(folder, name, command))
    return servers


def end_all(servers):
    for sign in (signal.SIGTERM, signal.SIGKILL):
        for server in servers:
            try:
                os.killpg(server.pid, sign)
            except ProcessLookupError:
                pass
        for server in servers:
            try:
                server.wait(timeout=2)
            except subprocess.TimeoutExpired:
                pass


def main():
    folder = os.path.abspath(sys.argv[1])
    with open(folder + '/settings.json') as file:
        settings = json.load(file)
    build_rings(folder + '/etc', settings)
    servers = start_all(folder, settings)
    # The end of our input is the one sign to stop; signals meant for a terminal's whole group must not come before it.
    for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(sign, signal.SIG_IGN)
    try:
        sys.stdin.read()
    finally:
        end_all(servers)
        shutil.rmtree(folder, ignore_errors=True)


main()
