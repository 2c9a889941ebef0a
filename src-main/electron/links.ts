/** `caos://` links that the system hands over, at the start or later: kept until there is a window, bounded, never run and never logged. */
import { app } from 'electron';
import { CAOS_SCHEME, MAX_LINK_CHARACTERS } from '../../src-shared/domain/received-link';
import { isCaosLink } from './arguments';

export interface LinkDesk {
  /** What is no such link, or far too long for one, is dropped. The page reads it as it reads one that was pasted. */
  open(link: string): void;
  /** From now on each goes there; what came before goes at once. */
  follow(show: (link: string) => void): void;
}

/** Must run before the app is ready: macOS tells of the link that started it that early. */
export function openLinkDesk(given: readonly string[]): LinkDesk {
  let show: ((link: string) => void) | null = null;
  let waiting: string | null = null;
  const open = (link: string): void => {
    if (!isCaosLink(link) || link.length > MAX_LINK_CHARACTERS * 2) return;
    if (show) show(link);
    else waiting = link;
  };
  app.on('open-url', (event, url) => {
    event.preventDefault();
    open(url);
  });
  for (const link of given) open(link);
  return {
    open,
    follow(next) {
      show = next;
      if (waiting !== null) next(waiting);
      waiting = null;
    },
  };
}

/**
 * For installed apps: links open this one. Behind `--` nothing in a link can be a switch. On Linux the package's own desktop file says it
 * (electron-builder.yml), and asking the system again makes it the one that is used.
 */
export function registerLinks(): void {
  app.setAsDefaultProtocolClient(CAOS_SCHEME, process.execPath, ['--']);
}

export function handedLinks(handedOver: unknown): string[] {
  const links = (handedOver as { links?: unknown } | null)?.links;
  return Array.isArray(links) ? links.filter((link): link is string => typeof link === 'string') : [];
}
