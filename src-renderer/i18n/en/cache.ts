/** Words of pictures on this computer (features/settings/cache-settings). */
export const cache = {
  title: 'Pictures on this computer',
  limit: 'Previews may take',
  limitHint:
    'What was looked at longest ago goes first. Thumbnails always stay, so that every album can be browsed without a network.',
  counting: 'Counting…',
  thumbs: 'Thumbnails',
  previews: 'Previews',
  keptBytes: 'Previews that are kept',
  noneKept: 'To keep the previews of an album whatever the limit, choose it in the menu of the album.',
  keptAlbum: 'Kept: {{title}}',
  ready: '{{n}} of {{total}} previews are here.',
  allReady: 'All {{total}} previews are here.',
  dontKeep: 'Keep “{{title}}” no longer',
  menu: 'Keep previews on this computer',
  keeps: 'Previews of this album are kept',
  keepsText: 'Those that are missing are made in the background.',
  keepsNot: 'Previews of this album are no longer kept',
  keepFailed: 'That could not be changed',
};
