/** Hands files to the operating system's drag and drop, as if they were dragged from a folder. */
import { type BrowserWindow, nativeImage } from 'electron';

/** A picture under the pointer, px: two sheets, drawn here so that no file is needed for them. */
const ICON_PX = 48;

/** The mouse button is down over the page. Answers whether a drag began; on some systems only when it has ended. */
export function dragFiles(window: BrowserWindow, files: string[]): boolean {
  const [file] = files;
  if (file === undefined || window.isDestroyed()) return false;
  window.webContents.startDrag({ file, files, icon: icon() });
  return true;
}

function icon(): Electron.NativeImage {
  const pixels = Buffer.alloc(ICON_PX * ICON_PX * 4);
  const sheet = (left: number, top: number, sizePx: number, grey: number): void => {
    for (let y = top; y < top + sizePx; y += 1)
      for (let x = left; x < left + sizePx; x += 1) {
        const edge = x === left || y === top || x === left + sizePx - 1 || y === top + sizePx - 1;
        pixels.fill(edge ? 0x20 : grey, (y * ICON_PX + x) * 4, (y * ICON_PX + x) * 4 + 3);
        pixels[(y * ICON_PX + x) * 4 + 3] = 0xe6;
      }
  };
  sheet(12, 4, 32, 0x70);
  sheet(4, 12, 32, 0xc8);
  return nativeImage.createFromBitmap(pixels, { width: ICON_PX, height: ICON_PX });
}
