/** Gets at a profile: starts the app in this process when nobody owns it, else talks to the process that does. */
import { setTimeout as wait } from 'node:timers/promises';
import { AppError } from '../../src-shared/app-error';
import type { CaosApp } from '../app';
import { openProfile } from '../profile';
import { connectProfile, inProcessClient } from '../profile-client';
import { serveProfile } from '../profile-socket';
import type { OpenedClient } from './session';

/** An owner that starts or ends does not answer for a moment: this long is waited for it, looking this often. */
const PATIENCE_MS = 15_000;
const LOOK_EVERY_MS = 100;

/** Errors: `profile-busy` when the owner does not answer, and whatever opening the profile or the app throws. */
export async function openClient(
  profileDir: string,
  startApp: (profileDir: string) => Promise<CaosApp>,
  interrupted: AbortSignal,
): Promise<OpenedClient> {
  for (let left = PATIENCE_MS / LOOK_EVERY_MS; left > 0; left -= 1) {
    const owned = openProfile(profileDir);
    if (owned) return await becomeOwner(profileDir, owned.release, startApp);
    const client = await connectProfile(profileDir);
    if (client) return { client, forwarded: true };
    if (interrupted.aborted) throw new AppError('cancelled', 'Stopped; nothing was changed.');
    await wait(LOOK_EVERY_MS);
  }
  throw new AppError(
    'profile-busy',
    `Another CAOS uses the profile “${profileDir}” and does not answer. Close it, or choose another profile with --profile.`,
    { params: { path: profileDir } },
  );
}

async function becomeOwner(
  profileDir: string,
  release: () => void,
  startApp: (profileDir: string) => Promise<CaosApp>,
): Promise<OpenedClient> {
  try {
    const app = await startApp(profileDir);
    const server = await serveProfile(profileDir, app).catch(async (error: unknown) => {
      await app.close();
      throw error;
    });
    const end = async (): Promise<void> => {
      await server.close();
      await app.close();
      release();
    };
    return { client: inProcessClient(app, end), forwarded: false };
  } catch (error) {
    release();
    throw error;
  }
}
