// The scenes: what each is called, what its camera would have written, and which painter draws it.

import { cityAtDusk, dunesAtEvening, seaAtSunset } from './paint-far.mjs';
import { auroraOverLake, forestInMist, mountainsAtDawn } from './paint-land.mjs';

const camera = {
  make: 'CAOS',
  model: 'CAOS Sample',
  software: 'CAOS make-samples',
  copyright: 'CAOS sample photo, drawn by a program',
};

export const sampleScenes = [
  {
    name: 'mountains-at-dawn',
    paint: mountainsAtDawn,
    width: 2400,
    height: 1600,
    seed: 11,
    metadata: {
      ...camera,
      takenAt: '2025-09-14T06:42:18',
      offset: '+02:00',
      lens: 'CAOS 70-200mm F4',
      exposureTimeS: 1 / 125,
      fNumber: 8,
      iso: 100,
      focalLengthMm: 135,
      latitudeDeg: 46.5586,
      longitudeDeg: 7.8935,
      altitudeM: 2060,
      xmp: { rating: 5, title: 'Mountains at dawn', keywords: ['mountains', 'dawn', 'fog', 'sample'] },
    },
  },
  {
    name: 'dunes-at-evening',
    paint: dunesAtEvening,
    width: 2400,
    height: 1600,
    seed: 23,
    metadata: {
      ...camera,
      takenAt: '2025-03-02T17:55:40',
      offset: '+01:00',
      lens: 'CAOS 24-70mm F2.8',
      exposureTimeS: 1 / 320,
      fNumber: 9,
      iso: 100,
      focalLengthMm: 58,
      latitudeDeg: 31.0802,
      longitudeDeg: -4.0133,
      altitudeM: 730,
      xmp: { rating: 4, title: 'Dunes at evening', keywords: ['desert', 'dunes', 'sample'] },
    },
  },
  {
    name: 'aurora-over-the-lake',
    paint: auroraOverLake,
    width: 1600,
    height: 2400,
    seed: 37,
    grain: 0.016,
    metadata: {
      ...camera,
      takenAt: '2025-11-21T23:18:05',
      offset: '+01:00',
      lens: 'CAOS 14mm F1.8',
      exposureTimeS: 8,
      fNumber: 1.8,
      iso: 1600,
      focalLengthMm: 14,
      latitudeDeg: 68.2338,
      longitudeDeg: 14.5683,
      altitudeM: 4,
      xmp: { rating: 5, title: 'Aurora over the lake', keywords: ['night', 'aurora', 'stars', 'sample'] },
    },
  },
  {
    name: 'sea-at-sunset',
    paint: seaAtSunset,
    width: 2400,
    height: 1600,
    seed: 41,
    metadata: {
      ...camera,
      takenAt: '2025-07-08T20:51:33',
      offset: '+09:00',
      lens: 'CAOS 35mm F1.4',
      exposureTimeS: 1 / 250,
      fNumber: 11,
      iso: 200,
      focalLengthMm: 35,
      latitudeDeg: 33.4587,
      longitudeDeg: 126.9425,
      altitudeM: 12,
      xmp: { rating: 4, title: 'Sea at sunset', keywords: ['sea', 'sunset', 'sample'] },
    },
  },
  {
    name: 'forest-in-mist',
    paint: forestInMist,
    width: 2400,
    height: 1600,
    seed: 53,
    metadata: {
      ...camera,
      takenAt: '2025-10-27T08:04:51',
      offset: '+01:00',
      lens: 'CAOS 85mm F1.4',
      exposureTimeS: 1 / 160,
      fNumber: 4,
      iso: 400,
      focalLengthMm: 85,
      latitudeDeg: 48.4978,
      longitudeDeg: 8.2275,
      altitudeM: 905,
      xmp: { rating: 3, title: 'Forest in mist', keywords: ['forest', 'mist', 'sample'] },
    },
  },
  {
    name: 'city-at-dusk',
    paint: cityAtDusk,
    width: 3600,
    height: 1500,
    seed: 67,
    metadata: {
      ...camera,
      takenAt: '2025-05-16T20:12:09',
      offset: '-04:00',
      lens: 'CAOS 24-70mm F2.8',
      exposureTimeS: 4,
      fNumber: 11,
      iso: 64,
      focalLengthMm: 32,
      latitudeDeg: 40.7033,
      longitudeDeg: -73.9903,
      altitudeM: 6,
      xmp: { rating: 4, title: 'City at dusk', keywords: ['city', 'night', 'panorama', 'sample'] },
    },
  },
];

/** Linear light, 1 = white. */
export function renderScene(scene) {
  const light = new Float32Array(scene.width * scene.height * 3);
  const canvas = {
    light,
    width: scene.width,
    height: scene.height,
    set(x, y, [red, green, blue]) {
      const at = (y * scene.width + x) * 3;
      light[at] = red;
      light[at + 1] = green;
      light[at + 2] = blue;
    },
    /** Lays a colour over what is there. */
    blend(x, y, [red, green, blue], amount) {
      if (x < 0 || y < 0 || x >= scene.width || y >= scene.height) return;
      const at = (y * scene.width + x) * 3;
      light[at] += (red - light[at]) * amount;
      light[at + 1] += (green - light[at + 1]) * amount;
      light[at + 2] += (blue - light[at + 2]) * amount;
    },
    add(x, y, [red, green, blue], amount) {
      if (x < 0 || y < 0 || x >= scene.width || y >= scene.height) return;
      const at = (y * scene.width + x) * 3;
      light[at] += red * amount;
      light[at + 1] += green * amount;
      light[at + 2] += blue * amount;
    },
    get(x, y) {
      const at = (y * scene.width + x) * 3;
      return [light[at], light[at + 1], light[at + 2]];
    },
  };
  scene.paint(canvas, scene.seed);
  return canvas;
}
