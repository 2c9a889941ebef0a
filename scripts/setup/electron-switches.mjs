/**
 * Switches a window needs on this machine: root has no sandbox, and a virtual display no graphics card.
 * @param {boolean} virtual whether the display is a virtual one
 * @returns {string[]}
 */
export function electronSwitches(virtual) {
  const switches = [];
  if (process.platform === 'linux' && process.getuid?.() === 0) switches.push('--no-sandbox');
  if (virtual) switches.push('--disable-gpu');
  return switches;
}
