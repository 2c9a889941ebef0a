/** Gets the profile for this process, waiting in plain sight while a `caos` command works in it. */
import { setTimeout as delay } from 'node:timers/promises';
import { app, dialog } from 'electron';
import { type OwnedProfile, openProfile } from '../profile';
import type { MenuWords } from './menu-words';

/** How soon a free profile is noticed. */
const ASK_AGAIN_MS = 300;

/** Resolves once the profile is ours; rejects with the AppError of a profile that cannot be opened. Cancel in the box quits the app. */
export async function waitForProfile(
  folder: string,
  words: Pick<MenuWords, 'profileBusy' | 'profileBusyNext' | 'quit'>,
): Promise<OwnedProfile> {
  const first = openProfile(folder);
  if (first) return first;
  console.error(`${words.profileBusy} ${words.profileBusyNext}`);
  const free = new AbortController();
  void dialog
    .showMessageBox({
      type: 'info',
      title: 'CAOS',
      message: words.profileBusy,
      detail: words.profileBusyNext,
      buttons: [words.quit],
      signal: free.signal,
    })
    .then(() => {
      if (!free.signal.aborted) app.quit();
    });
  for (;;) {
    await delay(ASK_AGAIN_MS);
    const profile = openProfile(folder);
    if (!profile) continue;
    free.abort();
    return profile;
  }
}
