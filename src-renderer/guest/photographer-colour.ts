/** The photographer's colour on the page: always readable, whatever was chosen. */
import { setVariables } from './dom';

/** Buttons take the colour with black or white words on it, whichever reads better; lines only where it stands out from the ground. */
export function applyColour(root: HTMLElement, colour: string | null): void {
  if (colour === null || !/^#[0-9a-f]{6}$/i.test(colour)) return;
  const light = luminanceOf(colour);
  const onColour = contrast(light, 0) >= contrast(light, 1) ? '#000000' : '#ffffff';
  setVariables(root, { '--colour': colour, '--on-colour': onColour });
  const ground = root.dataset.theme === 'light' ? 0.9 : 0.008;
  if (contrast(light, ground) >= 3) setVariables(root, { '--colour-line': colour });
}

/** WCAG 2 relative luminance of `#rrggbb`. */
function luminanceOf(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: number, other: number): number {
  return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
}
