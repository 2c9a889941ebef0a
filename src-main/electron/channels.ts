/** Names on the wire between preload and main. */
export const channels = {
  call: 'caos:call',
  event: 'caos:event',
  listening: 'caos:listening',
  pickPaths: 'caos:pick-paths',
  pickFolder: 'caos:pick-folder',
  pickSavePath: 'caos:pick-save-path',
  revealPath: 'caos:reveal-path',
  dragOut: 'caos:drag-out',
  secondDisplay: 'caos:second-display',
  secondDisplayChanged: 'caos:second-display-changed',
  showOnSecond: 'caos:show-on-second',
  mirrored: 'caos:mirrored',
  mirrorListening: 'caos:mirror-listening',
} as const;

/** Argument by which main tells the preload script the system's language (a BCP 47 tag). */
export const LOCALE_SWITCH = '--caos-locale=';
