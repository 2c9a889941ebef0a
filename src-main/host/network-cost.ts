/** Whether the network that this computer uses now is metered: every byte costs, or there are only so many. */
import type { RunProgram } from './run-program';

/**
 * null: it cannot be told here. macOS tells no program but its own: the mark "Low Data Mode" of a network reaches only
 * applications that ask its Network framework for a path (NWPath.isConstrained), and no command prints it. So it is never held there.
 */
export async function isMetered(sources: {
  platform: NodeJS.Platform;
  run: RunProgram;
}): Promise<boolean | null> {
  switch (sources.platform) {
    case 'linux':
      return fromNetworkManager(await sources.run('busctl', managerMetered), sources.run);
    case 'win32':
      return fromWindows(
        await sources.run('powershell.exe', ['-NoProfile', '-NonInteractive', '-Command', networkCostType]),
      );
    default:
      return null;
  }
}

/** NMMetered of the network that the default route uses (NetworkManager D-Bus API): 0 unknown, 1 yes, 2 no, 3 guess yes, 4 guess no. */
const managerMetered = [
  '--system',
  '--timeout=5',
  'get-property',
  'org.freedesktop.NetworkManager',
  '/org/freedesktop/NetworkManager',
  'org.freedesktop.NetworkManager',
  'Metered',
];
const managerMeteredByGdbus = [
  'call',
  '--system',
  '--timeout=5',
  '--dest=org.freedesktop.NetworkManager',
  '--object-path=/org/freedesktop/NetworkManager',
  '--method=org.freedesktop.DBus.Properties.Get',
  'org.freedesktop.NetworkManager',
  'Metered',
];

/** `u 4` from busctl, `(<uint32 4>,)` from gdbus, where systemd's tool is not there. */
async function fromNetworkManager(answer: string | null, run: RunProgram): Promise<boolean | null> {
  const text = answer ?? (await run('gdbus', managerMeteredByGdbus));
  const code = /(?:u|uint32) (\d)/.exec(text ?? '')?.[1];
  switch (code) {
    case '1':
    case '3':
      return true;
    case '2':
    case '4':
      return false;
    default:
      return null;
  }
}

/** NetworkCostType of Windows.Networking.Connectivity: Unknown, Unrestricted, Fixed or Variable. */
const networkCostType =
  '[void][Windows.Networking.Connectivity.NetworkInformation,Windows.Networking.Connectivity,ContentType=WindowsRuntime]; ' +
  '[Windows.Networking.Connectivity.NetworkInformation]::GetInternetConnectionProfile().GetConnectionCost().NetworkCostType.ToString()';

function fromWindows(answer: string | null): boolean | null {
  const word = answer?.trim();
  if (word === 'Fixed' || word === 'Variable') return true;
  return word === 'Unrestricted' ? false : null;
}
