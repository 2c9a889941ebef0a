/** Puts one person's sealed data into the built guest page. */
import type { GuestPageData } from '../domain/share-page';

/** Stands in the built page exactly once (scripts/setup/build-guest-page.mjs). */
export const GUEST_DATA_MARK = '"caos-share-data"';

/** The page to store, UTF-8. Throws when `template` is not the built guest page. */
export function fillGuestPage(template: string, data: GuestPageData): string {
  const pieces = template.split(GUEST_DATA_MARK);
  if (pieces.length !== 2) throw new Error('This is not the built guest page.');
  return pieces.join(jsonForHtml(data));
}

/** JSON that no HTML parser can be led out of: `</script>`, `<!--` and the like are escaped inside its strings. */
export function jsonForHtml(value: unknown): string {
  return JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
