/** Reads what the desktop app was started with: `[--profile DIR] [FOLDER…]` and a few environment names. Pure. */
import { basename, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface StartArguments {
  /** Absolute folder of separate state, null for the person's own. */
  profile: string | null;
  /** Absolute paths to import. */
  paths: string[];
  /** `caos://` links, as they were given: a stranger's words. */
  links: string[];
  /** Where to write one PNG of the settled window. */
  screenshotPath: string | null;
  /** File that gets one JSON line of start times. */
  startTracePath: string | null;
}

/**
 * `argv` is the whole of process.argv. A packaged app has its own arguments from index 1; `electron .` has the app's folder in
 * between. Switches of Chromium (anything else that starts with `-`) are left to Chromium; every other word is a path, or a `caos://` link.
 */
export function readArguments(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  start: { packaged: boolean; workingFolder: string; appFolder: string },
): StartArguments {
  // Menus of Linux desktops hand files over as addresses (%U).
  const absolute = (path: string): string =>
    path.startsWith('file://') && URL.canParse(path)
      ? fileURLToPath(path)
      : resolve(start.workingFolder, path);
  let profile = env.CAOS_PROFILE || null;
  const words: string[] = [];
  const rest = argv.slice(1);
  for (let index = 0; index < rest.length; index += 1) {
    const word = rest[index] as string;
    if (word === '--') {
      words.push(...rest.slice(index + 1));
      break;
    }
    if (word === '--profile') {
      index += 1;
      profile = rest[index] ?? profile;
    } else if (word.startsWith('--profile=')) profile = word.slice('--profile='.length);
    else if (!word.startsWith('-')) words.push(word);
  }
  if (!start.packaged) dropAppFolder(words, absolute, start.appFolder);
  return {
    profile: profile === null ? null : absolute(profile),
    paths: words.filter((word) => !isCaosLink(word)).map(absolute),
    links: words.filter(isCaosLink),
    screenshotPath: env.CAOS_SCREENSHOT ? absolute(env.CAOS_SCREENSHOT) : null,
    startTracePath: env.CAOS_START_TRACE ? absolute(env.CAOS_START_TRACE) : null,
  };
}

/** Systems hand a link over as an argument; whatever else it holds, it is never a path. */
export const isCaosLink = (word: string): boolean => /^caos:/i.test(word);

/** `electron .` and `electron out/main/main.js` name the app itself first: that is nothing to import. */
function dropAppFolder(words: string[], absolute: (path: string) => string, appFolder: string): void {
  const first = words[0];
  if (first === undefined) return;
  if (absolute(first) === resolve(appFolder) || basename(first) === 'main.js') words.shift();
}
