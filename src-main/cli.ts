/** The `caos` command: wires the terminal, the profile and the app, and starts. */
import { homedir } from 'node:os';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { version } from '../package.json';
import { createApp } from './app';
import { openProcessTerminal } from './cli/process-terminal';
import { runCommandLine } from './cli/run-command-line';
import {
  defaultLocalStore,
  defaultProfile,
  packagedResources,
  readTestBuild,
  resolveAppPaths,
} from './profile';

const terminal = openProcessTerminal(process);
const mainDir = dirname(fileURLToPath(import.meta.url));
const { platform, arch, execPath, versions } = process;

const code = await runCommandLine(process.argv.slice(2), {
  terminal,
  version,
  profileFor: (named) => {
    const chosen = named ?? terminal.env.CAOS_PROFILE;
    return chosen
      ? resolve(terminal.workingFolder, chosen)
      : defaultProfile(terminal.env, platform, homedir());
  },
  startApp: (profile, overrides) =>
    createApp({
      overrides,
      paths: resolveAppPaths({
        profile,
        localStore: defaultLocalStore(profile, terminal.env, platform, homedir()),
        mainDir,
        platform,
        arch,
        nodeBinary: execPath,
      }),
      platform: {
        version,
        testBuild: readTestBuild(packagedResources(mainDir, platform)),
        runtime: `Node ${versions.node}`,
      },
    }),
});
await terminal.flush();
process.exit(code);
