// Seeded chance and smooth noise: the stuff that landscapes are drawn from.

/** Numbers in [0, 1) that are the same for the same seed (mulberry32). */
export function createRandom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const SIZE = 256;

/** Smooth value noise over the plane in [-1, 1], repeating after 256 units. */
export function createNoise(seed) {
  const random = createRandom(seed);
  const lattice = Float32Array.from({ length: SIZE * SIZE }, () => random() * 2 - 1);
  const at = (x, y) => lattice[((y & 255) << 8) | (x & 255)];
  const noise = (x, y) => {
    const x0 = Math.floor(x);
    const y0 = Math.floor(y);
    const tx = x - x0;
    const ty = y - y0;
    const sx = tx * tx * tx * (tx * (tx * 6 - 15) + 10);
    const sy = ty * ty * ty * (ty * (ty * 6 - 15) + 10);
    const a = at(x0, y0);
    const b = at(x0 + 1, y0);
    const c = at(x0, y0 + 1);
    const d = at(x0 + 1, y0 + 1);
    return a + (b - a) * sx + (c - a) * sy + (a - b - c + d) * sx * sy;
  };
  /** Several octaves of it, each finer and weaker. Roughly in [-1, 1]. */
  const fractal = (x, y, octaves, gain = 0.5) => {
    let sum = 0;
    let weight = 1;
    let total = 0;
    for (let octave = 0; octave < octaves; octave += 1) {
      sum += weight * noise(x, y);
      total += weight;
      weight *= gain;
      // Turned at each octave, so that the lattice does not show.
      const turned = x * 1.6 - y * 1.2;
      y = x * 1.2 + y * 1.6 + 17.3;
      x = turned + 5.1;
    }
    return sum / total;
  };
  /** Sharp crests, as of mountains, in [0, 1]. */
  const ridged = (x, y, octaves) => {
    let sum = 0;
    let weight = 0.5;
    let previous = 1;
    for (let octave = 0; octave < octaves; octave += 1) {
      const crest = (1 - Math.abs(noise(x, y))) ** 1.35;
      sum += crest * weight * previous;
      previous = crest;
      weight *= 0.5;
      const turned = x * 1.6 - y * 1.2;
      y = x * 1.2 + y * 1.6 + 9.7;
      x = turned + 3.3;
    }
    return sum;
  };
  return { noise, fractal, ridged };
}

export const clamp = (value, low = 0, high = 1) => Math.min(high, Math.max(low, value));
export const smoothstep = (from, to, value) => {
  const t = clamp((value - from) / (to - from));
  return t * t * (3 - 2 * t);
};
export const mix = (a, b, t) => [
  a[0] + (b[0] - a[0]) * t,
  a[1] + (b[1] - a[1]) * t,
  a[2] + (b[2] - a[2]) * t,
];

/** `#rrggbb` as linear light. */
export const colour = (hex) =>
  [1, 3, 5].map((at) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });

/** A gradient through `[position, colour]` stops. */
export function gradient(stops) {
  return (position) => {
    let index = 1;
    while (index < stops.length - 1 && position > stops[index][0]) index += 1;
    const [from, a] = stops[index - 1];
    const [to, b] = stops[index];
    return mix(a, b, smoothstep(from, to, position));
  };
}
