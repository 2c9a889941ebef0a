/** Tells when the network comes back or the computer wakes: what waits for a connection need not wait for its time. */
import { net, powerMonitor } from 'electron';

/** Electron tells the page of such a change, but main has to ask. */
const ASK_EVERY_MS = 3000;

/** Goes on until the process ends. */
export function followNetwork(onBack: () => void): void {
  let online = net.isOnline();
  powerMonitor.on('resume', onBack);
  setInterval(() => {
    const before = online;
    online = net.isOnline();
    if (online && !before) onBack();
  }, ASK_EVERY_MS).unref();
}
