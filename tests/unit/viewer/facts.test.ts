import { expect, test } from 'vitest';
import {
  cameraWords,
  exposureWords,
  megapixels,
  offsetWords,
  placeWords,
  shutterWords,
  wallClockMs,
} from '../../../src-renderer/features/viewer/facts';

test('exposure as photographers read it', () => {
  expect(exposureWords({ exposureTimeS: 0.004, fNumber: 2.8, iso: 400, focalLengthMm: 35 }, 'en-US')).toBe(
    '1/250\u00a0s   f/2.8   ISO\u00a0400   35\u00a0mm',
  );
  expect(exposureWords({ iso: 12800 }, 'en-US')).toBe('ISO\u00a012800');
  expect(exposureWords({}, 'en-US')).toBeNull();
  expect([0.8, 30, 1 / 8000, 1 / 3].map((seconds) => shutterWords(seconds, 'en-US'))).toEqual([
    '0.8 s',
    '30 s',
    '1/8000 s',
    '0.3 s',
  ]);
});

test('the maker is said once', () => {
  expect([
    cameraWords({ cameraMake: 'Canon', cameraModel: 'Canon EOS R5' }),
    cameraWords({ cameraMake: 'NIKON CORPORATION', cameraModel: 'NIKON Z 8' }),
    cameraWords({ cameraMake: 'SONY', cameraModel: 'ILCE-7M4' }),
    cameraWords({ cameraModel: 'X-T5' }),
    cameraWords({ cameraMake: 'Leica' }),
    cameraWords({}),
  ]).toEqual(['Canon EOS R5', 'NIKON Z 8', 'SONY ILCE-7M4', 'X-T5', 'Leica', null]);
});

test('zones, wall clocks, places, pixels', () => {
  expect([offsetWords(540), offsetWords(-210), offsetWords(0)]).toEqual([
    'UTC+09:00',
    'UTC−03:30',
    'UTC+00:00',
  ]);
  expect([
    wallClockMs('2024-05-01T10:11:12'),
    wallClockMs('2024-05-01T10:11:12.5'),
    wallClockMs('nonsense'),
  ]).toEqual([Date.UTC(2024, 4, 1, 10, 11, 12), Date.UTC(2024, 4, 1, 10, 11, 12, 500), null]);
  expect(placeWords(35.6895, -139.691706)).toBe('35.68950, -139.69171');
  expect(megapixels(6000, 4000, 'en-US')).toBe('24');
});
