/** Names under which programs write a place, and the ways in which they write coordinates as text. */

/** Local names of XMP properties in any namespace, by what they mean: exif, photoshop, Iptc4xmpCore and Ext, drone-dji, geo, xmpDM and others. */
const exact = new Set(
  [
    'City State Country CountryCode CountryName Province ProvinceState Sublocation WorldRegion Location LocationShown',
    'LocationCreated LocationName LocationId Coverage Geotag AbsoluteAltitude RelativeAltitude Altitude',
  ]
    .join(' ')
    .toLowerCase()
    .split(' '),
);
/** In small letters only: `rdf:Alt` is a list. */
const wgs84 = new Set(['lat', 'long', 'lon', 'alt', 'lat_long']);
const anywhere = /gps|latitude|longt?itude|location|geocod|geotag|iso6709/i;

/** `local` without its prefix. What a person wrote about (keywords, titles) is theirs and stays. */
export const isPlaceName = (local: string): boolean =>
  exact.has(local.toLowerCase()) || wgs84.has(local) || anywhere.test(local);

/** XMP's `48,51.4620N`, and ISO 6709's `+48.8577-002.2950/`. */
const coordinate =
  /^\s*(?:\d{1,3},\d{1,2}(?:\.\d+|,\d{1,2}(?:\.\d+)?)?[NSEW]|[+-]\d{2,6}(?:\.\d+)?[+-]\d{3,7}(?:\.\d+)?(?:[+-]\d+(?:\.\d+)?)?(?:CRS\w+)?\/?)\s*$/;
export const isCoordinate = (text: string): boolean => text.length < 100 && coordinate.test(text);
/** Two numbers as fine as a street, one after the other. */
const pair = /[+-]?\d{1,3}\.\d{3,}\s{0,3}(?:[,;/ ]\s{0,3}[+-]?|[+-])\d{1,3}\.\d{3,}/;
/** In running text, as recorders write it into remarks. */
export const speaksOfPlace = (text: string): boolean =>
  anywhere.test(text) || isCoordinate(text) || pair.test(text);
