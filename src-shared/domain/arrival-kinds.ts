/** What a file is by its name, before it is sent: the page asks. What it really is the app finds by its bytes. */
import { isRawName } from './raw-formats';
import type { ArrivalKind } from './request-page';

export const photoExtensions = 'jpg jpeg jpe jfif png webp avif tif tiff gif heic heif hif psd psb'.split(
  ' ',
);
export const videoExtensions = 'mp4 m4v mov qt mkv webm avi mts m2ts 3gp mpg mpeg'.split(' ');

/** null: neither photo nor video. */
export function arrivalKindByName(name: string): ArrivalKind | null {
  if (isRawName(name)) return 'raw';
  const dot = name.lastIndexOf('.');
  const extension = dot > 0 ? name.slice(dot + 1).toLowerCase() : '';
  if (photoExtensions.includes(extension)) return 'photos';
  return videoExtensions.includes(extension) ? 'videos' : null;
}
