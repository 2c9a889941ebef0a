"""Runs one small OpenStack Keystone, and a Swift proxy that takes its tokens, in the foreground; ends both when standard input
closes, which happens at the latest when the test run that holds the other end dies.

usage: /usr/bin/python3 serve.py FOLDER   (FOLDER/settings.json and FOLDER/etc are written by keystone-server.ts)
"""
import base64
import json
import os
import shutil
import signal
import socketserver
import subprocess
import sys
import traceback
import warnings

warnings.simplefilter('ignore')

# The proxy shares rings and storage servers with the Swift that runs already.
PROXY = ('import sys; from swift.common import utils; utils.set_swift_dir(sys.argv[1]); '
         'from swift.common.wsgi import run_wsgi; sys.exit(run_wsgi(sys.argv[2], "proxy-server", verbose=True))')


def make_keys(folder):
    for name in ('fernet', 'credential'):
        os.makedirs('%s/%s' % (folder, name), mode=0o700)
        for key in ('0', '1'):
            with open('%s/%s/%s' % (folder, name, key), 'wb') as file:
                file.write(base64.urlsafe_b64encode(os.urandom(32)))


def in_child(work):
    """A process of its own for each act: Keystone's configuration is global and can be read once. What is imported is shared."""
    child = os.fork()
    if child:
        return child
    status = 1
    try:
        work()
        status = 0
    except SystemExit as error:
        status = error.code or 0
    except BaseException:
        traceback.print_exc()
    sys.stderr.flush()
    os._exit(status)


def manage(conf, *command):
    from keystone.cmd import cli

    def work():
        sys.argv = ['keystone-manage', '--config-file', conf, *command]
        cli.main(sys.argv, conf)
    _, status = os.waitpid(in_child(work), 0)
    if status:
        raise SystemExit('keystone-manage %s failed' % command[0])


def serve_keystone(conf, port):
    from wsgiref import simple_server
    os.environ['OS_KEYSTONE_CONFIG_FILES'] = conf
    sys.argv = ['keystone-wsgi-public']
    from keystone.server.wsgi import initialize_public_application

    class Server(socketserver.ThreadingMixIn, simple_server.WSGIServer):
        daemon_threads = True
        request_queue_size = 128

        def server_bind(self):
            # Without the lookup of this host's name, which can take seconds.
            socketserver.TCPServer.server_bind(self)
            self.server_name, self.server_port = '127.0.0.1', port
            self.setup_environ()

    class Handler(simple_server.WSGIRequestHandler):
        def address_string(self):
            return self.client_address[0]

        def log_message(self, *_):
            pass

    # The port is taken last: whoever can connect finds the service ready.
    application = initialize_public_application()
    simple_server.make_server('127.0.0.1', port, application, Server, Handler).serve_forever()


def start(folder, name, command):
    log = open('%s/log/%s.log' % (folder, name), 'ab')
    # A group of its own: the proxy forks workers, and a whole group can be ended by one id.
    return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)


def end_group(group):
    for sign in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(group, sign)
        except ProcessLookupError:
            return


def main():
    folder = os.path.abspath(sys.argv[1])
    with open(folder + '/settings.json') as file:
        settings = json.load(file)
    conf = folder + '/etc/keystone.conf'
    groups = []
    try:
        memory = ['memcached', '-l', '127.0.0.1', '-p', str(settings['memcached']), '-U', '0', '-m', '16', '-t', '1']
        groups.append(start(folder, 'memcached', memory + (['-u', 'root'] if os.geteuid() == 0 else [])).pid)
        proxy = [sys.executable, '-c', PROXY, settings['swiftFolder'] + '/etc', folder + '/etc/proxy-server.conf']
        groups.append(start(folder, 'proxy', proxy).pid)
        make_keys(folder)
        log = os.open(folder + '/log/keystone.log', os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        os.dup2(log, 1)
        os.dup2(log, 2)
        import keystone.server.wsgi  # shared by all the children below
        manage(conf, 'db_sync')
        own = 'http://127.0.0.1:%s/v3' % settings['keystone']
        manage(conf, 'bootstrap', '--bootstrap-password', settings['adminPassword'], '--bootstrap-region-id',
               settings['region'], '--bootstrap-public-url', own, '--bootstrap-internal-url', own)
        groups.append(in_child(lambda: (os.setsid(), serve_keystone(conf, settings['keystone']))))
        # The end of our input is the one sign to stop; signals meant for a terminal's whole group must not come before it.
        for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(sign, signal.SIG_IGN)
        sys.stdin.read()
    finally:
        for group in groups:
            end_group(group)
        shutil.rmtree(folder, ignore_errors=True)


main()
