/** Gives a vitest project a running Swift: the one of the whole run, or one of its own when it is run alone. */
import { sharedSwift, shareSwift, startSwift, swiftUnavailableReason } from './swift-server';

export default async function setup(): Promise<(() => Promise<void>) | undefined> {
  if (sharedSwift() !== undefined || swiftUnavailableReason() !== undefined) return undefined;
  const server = await startSwift();
  shareSwift(server);
  return () => server.stop();
}
