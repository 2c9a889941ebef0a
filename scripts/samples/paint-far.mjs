// Dunes at evening, the sea at sunset, a city at dusk: wide scenes with a low sun.
import { clamp, colour, createNoise, createRandom, gradient, mix, smoothstep } from './noise.mjs';

export function dunesAtEvening(canvas, seed) {
  const { width, height } = canvas;
  const { fractal, noise } = createNoise(seed);
  const horizon = height * 0.36;
  const sky = gradient([
    [0, colour('#4a76a8')],
    [0.5, colour('#a9b9c4')],
    [0.85, colour('#f2cda4')],
    [1, colour('#ffdcae')],
  ]);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const wisp =
        smoothstep(0.1, 0.6, fractal(x / 620 + y / 300, y / 90, 5)) *
        0.35 *
        smoothstep(horizon, horizon * 0.3, y);
      canvas.set(x, y, mix(sky(y / horizon), colour('#fff0dc'), wisp));
    }
  }
  // A dune rises gently on the windward side and falls steeply behind its crest; crests wind over the plain.
  const dune = (x, z, scale, shift) => {
    const winding = fractal(x / (scale * 2.2), z / (scale * 2.2) + shift, 2) * 1.25;
    const phase = ((((x * 0.55 + z) / scale + winding + shift) % 1) + 1) % 1;
    const profile = phase < 0.68 ? (phase / 0.68) ** 1.55 : (1 - (phase - 0.68) / 0.32) ** 1.25;
    const size =
      0.42 + 0.58 * smoothstep(-0.5, 0.6, fractal(x / (scale * 1.9) + shift * 3, z / (scale * 1.9), 2));
    return profile * size;
  };
  const ground = (x, z) =>
    dune(x, z, 150, 0.3) * 27 + dune(x * 0.9 + z * 0.25, z, 61, 4.1) * 7 + fractal(x / 300, z / 300, 2) * 18;
  const sunlight = colour('#ffc27e');
  const shadow = colour('#5b3a4a');
  const sand = colour('#d98a4e');
  const haze = colour('#ffd6a8');
  const eye = ground(0, 0) + 44;
  const focal = height * 1.15;
  // Two columns and two rows are drawn for each of the picture and averaged: crests stay smooth.
  const tall = height * 2;
  const strip = new Float32Array(tall * 3);
  const covered = new Float32Array(height * 4);
  for (let half = 0; half < width * 2; half += 1) {
    const column = half >> 1;
    const aside = ((half + 0.5) / 2 - width / 2) / focal;
    let drawnTo = tall;
    if (half % 2 === 0) covered.fill(0);
    for (let z = 40; z < 2600 && drawnTo > 0; z += 0.08 + z * 0.0011) {
      const x = aside * z;
      const y = ground(x, z);
      const screen = 2 * (horizon + ((eye - y) / z) * focal);
      if (screen >= drawnTo) continue;
      const step = 0.8 + z * 0.003;
      const slopeX = (ground(x + step, z) - ground(x - step, z)) / (2 * step);
      const slopeZ = (ground(x, z + step) - ground(x, z - step)) / (2 * step);
      // The wind's ripples, fading where they become finer than a pixel.
      const rippleSize = smoothstep(330, 60, z);
      const ripple =
        Math.sin((z * 0.9 + x * 0.38 + fractal(x / 22, z / 22, 3) * 4) * 3.6) * 0.062 * rippleSize;
      const length = Math.hypot(slopeX, slopeZ, 1);
      const lit = clamp((slopeX * 0.86 - slopeZ * 0.18 + 0.27 + ripple) / length / 0.62);
      const grain = 1 + noise(x * 3.1, z * 3.1) * 0.035 + fractal(x / 9, z / 9, 3) * 0.06;
      const light = smoothstep(0.06, 0.9, lit);
      const base = mix(
        [sand[0] * shadow[0] * 0.75, sand[1] * shadow[1] * 0.9, sand[2] * shadow[2] * 1.6],
        [sand[0] * sunlight[0] * 1.25, sand[1] * sunlight[1] * 1.32, sand[2] * sunlight[2] * 1.25],
        light,
      );
      const far = 1 - Math.exp(-((z / 1250) ** 1.35));
      const shade = mix([base[0] * grain, base[1] * grain, base[2] * grain], haze, far * 0.86);
      for (let row = Math.max(0, Math.ceil(screen)); row < Math.ceil(drawnTo); row += 1)
        strip.set(shade, row * 3);
      drawnTo = screen;
    }
    for (let row = Math.max(0, Math.ceil(drawnTo)); row < tall; row += 1) {
      const at = (row >> 1) * 4;
      for (let channel = 0; channel < 3; channel += 1) covered[at + channel] += strip[row * 3 + channel];
      covered[at + 3] += 1;
    }
    if (half % 2 === 0) continue;
    for (let row = 0; row < height; row += 1) {
      const count = covered[row * 4 + 3];
      if (count === 0) continue;
      const mean = [covered[row * 4] / count, covered[row * 4 + 1] / count, covered[row * 4 + 2] / count];
      canvas.blend(column, row, mean, count / 4);
    }
  }
}

export function seaAtSunset(canvas, seed) {
  const { width, height } = canvas;
  const { fractal } = createNoise(seed);
  const random = createRandom(seed);
  const horizon = Math.round(height * 0.56);
  const sun = { x: width * 0.4, y: horizon - height * 0.055 };
  const sky = gradient([
    [0, colour('#22345f')],
    [0.4, colour('#6a5f8f')],
    [0.68, colour('#d9826b')],
    [0.88, colour('#ffb066')],
    [1, colour('#ffcf86')],
  ]);
  const gold = colour('#ffc774');
  const fire = colour('#ff7a4a');
  for (let y = 0; y < horizon; y += 1) {
    // Clouds in perspective: a flat ceiling that narrows towards the horizon.
    const lift = (horizon - y) / horizon;
    const depth = 1 / (lift + 0.07);
    for (let x = 0; x < width; x += 1) {
      const near = Math.hypot((x - sun.x) / width, ((y - sun.y) / width) * 1.25);
      const disc = smoothstep(0.0205, 0.0185, near);
      const base = sky(y / horizon);
      const glow = 0.55 * Math.exp(-near * 5.5) + 0.9 * Math.exp(-near * 24);
      const u = ((x - width / 2) / width) * depth * 1.7;
      const body = fractal(u + 2.3, depth * 1.15, 6, 0.55);
      const cloud = smoothstep(0.0, 0.5, body + 0.06) * smoothstep(0.02, 0.22, lift);
      const edge = smoothstep(0.0, 0.22, body + 0.06) - smoothstep(0.2, 0.55, body + 0.06);
      const thick = smoothstep(0.15, 0.6, body);
      const under = mix(
        mix(fire, gold, Math.exp(-near * 3)),
        colour('#4b3a5c'),
        clamp(thick * 0.95 + lift * 0.35 - 0.08),
      );
      const open = [
        base[0] + gold[0] * glow,
        base[1] + gold[1] * glow * 0.86,
        base[2] + gold[2] * glow * 0.6,
      ];
      const veiled = mix(open, under, cloud * 0.88);
      const rim = edge * Math.exp(-near * 3.2) * 0.75;
      const shine = disc * 2.6;
      canvas.set(x, y, [
        veiled[0] + gold[0] * rim + shine,
        veiled[1] + gold[1] * rim * 0.8 + shine * 0.86,
        veiled[2] + gold[2] * rim * 0.5 + shine * 0.55,
      ]);
    }
  }
  const deep = colour('#0d2740');
  for (let y = horizon; y < height; y += 1) {
    const down = (y - horizon + 0.5) / (height - horizon);
    const distance = 1 / (down + 0.012);
    for (let x = 0; x < width; x += 1) {
      const u = ((x - width / 2) / width) * distance * 3.2;
      const swell = fractal(u * 1.3, distance * 5.2, 3);
      const chop = fractal(u * 6.5 + 9, distance * 26, 4, 0.6);
      const wave = swell * 0.62 + chop * 0.62 * smoothstep(46, 5, distance);
      const tilt = wave * (0.05 + 0.3 * down);
      const skyRow = clamp(
        Math.round(horizon - (y - horizon) * 0.85 - Math.abs(tilt) * horizon * 0.7),
        0,
        horizon - 1,
      );
      const mirrored = canvas.get(clamp(Math.round(x + wave * 60 * down), 0, width - 1), skyRow);
      const fresnel = clamp(0.9 - down * 0.72 + wave * 0.34, 0.08, 0.95);
      const water = mix(
        deep,
        [Math.min(mirrored[0], 1.4), Math.min(mirrored[1], 1.2), Math.min(mirrored[2], 1)],
        fresnel * 0.86,
      );
      // The path of the sun: facets that happen to face it, fewer and larger near us.
      const aside = Math.abs(x - sun.x) / width / (0.028 + down * 0.085);
      const facet = smoothstep(0.12, 0.46, chop + swell * 0.34 + (random() - 0.5) * 0.05);
      const path =
        Math.exp(-aside * aside) * facet * (1.75 - down * 0.75) + Math.exp(-aside * aside * 0.25) * 0.11;
      canvas.set(x, y, [
        water[0] + gold[0] * path * 1.2,
        water[1] + gold[1] * path,
        water[2] + gold[2] * path * 0.72,
      ]);
    }
  }
  for (let x = 0; x < width; x += 1) {
    for (let y = horizon - 7; y < horizon + 9; y += 1) {
      const haze = Math.exp(-((y - horizon) ** 2) / 22) * 0.55;
      canvas.blend(x, y, colour('#ffc288'), haze * Math.exp(-Math.abs(x - sun.x) / width));
    }
  }
  headland(canvas, { fractal, horizon });
}

/** A dark coast at the right and two rocks in the water, so that the eye finds a scale. */
function headland(canvas, { fractal, horizon }) {
  const { width, height } = canvas;
  for (let layer = 0; layer < 2; layer += 1) {
    const tint = [colour('#6b4a58'), colour('#2a2233')][layer];
    for (let x = Math.round(width * (0.62 + layer * 0.13)); x < width; x += 1) {
      const along = (x / width - (0.62 + layer * 0.13)) / (0.38 - layer * 0.13);
      const tall =
        height *
        (0.1 + layer * 0.035) *
        along ** 0.75 *
        (0.75 + 0.6 * fractal(x / 260 + layer * 9, layer, 5)) *
        smoothstep(0, 0.08, along);
      for (let y = Math.round(horizon - Math.max(0, tall)); y <= horizon + 2 + layer * 2; y += 1) {
        const rock = fractal(x / 30, y / 18 + layer * 4, 4) * 0.12;
        canvas.blend(x, y, mix(tint, colour('#ffae74'), clamp(0.1 + rock + 0.2 * (1 - along))), 0.96);
      }
    }
  }
}

export function cityAtDusk(canvas, seed) {
  const { width, height } = canvas;
  const { fractal } = createNoise(seed);
  const random = createRandom(seed);
  const shore = Math.round(height * 0.66);
  const sky = gradient([
    [0, colour('#0f1f45')],
    [0.45, colour('#34508a')],
    [0.72, colour('#9a7fa0')],
    [0.9, colour('#f0a27c')],
    [1, colour('#ffc691')],
  ]);
  for (let y = 0; y < shore; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const cloud =
        smoothstep(0.05, 0.55, fractal(x / 780 + y / 900, y / 105, 5)) * smoothstep(0.98, 0.4, y / shore);
      const west = Math.exp(-(((x - width * 0.68) / (width * 0.45)) ** 2));
      const base = mix(
        sky((y / shore) * (0.88 + 0.14 * west)),
        colour('#e08a84'),
        cloud * 0.42 * (0.35 + west * 0.65),
      );
      canvas.set(x, y, base);
    }
  }
  for (let layer = 0; layer < 4; layer += 1) {
    const depth = layer / 3;
    const tint = mix(colour('#8a7892'), colour('#10131f'), smoothstep(0, 0.95, depth));
    const windows = 0.1 + depth * 0.42;
    let x = -random() * 60;
    while (x < width) {
      const wide = (22 + random() * 60) * (0.75 + depth * 0.75);
      const centre =
        Math.exp(-(((x / width - (0.36 + layer * 0.07)) / 0.2) ** 2)) +
        0.55 * Math.exp(-(((x / width - 0.76) / 0.1) ** 2));
      const tower = random() ** 3.2 * 0.3 * (0.3 + centre);
      const tall = height * (0.05 + 0.11 * random() * (0.45 + centre) + tower) * (1.05 - depth * 0.3);
      building(canvas, {
        random,
        x: Math.round(x),
        wide: Math.round(wide),
        top: Math.round(shore - tall),
        shore,
        tint,
        windows,
        depth,
      });
      x += wide * (0.86 + random() * (0.25 + 0.5 * (1 - depth)));
    }
    // Haze that lies between the rows of houses.
    for (let y = Math.round(shore - height * 0.22); y < shore; y += 1) {
      const amount = 0.2 * (1 - depth) * smoothstep(shore - height * 0.22, shore, y);
      for (let column = 0; column < width; column += 1) canvas.blend(column, y, colour('#e9a78c'), amount);
    }
  }
  lampsAlongTheShore(canvas, { random, shore });
  mirrorInTheRiver(canvas, { fractal, shore });
}

function building(canvas, { random, x, wide, top, shore, tint, windows, depth }) {
  const setback = random() < 0.42 ? Math.round(wide * 0.16) : 0;
  const shoulder = top + Math.round((shore - top) * (0.16 + random() * 0.2));
  const lean = mix(tint, colour('#d98e78'), 0.16 * (1 - depth) + random() * 0.05);
  for (let y = top; y < shore; y += 1) {
    const inset = y < shoulder ? setback : 0;
    for (let column = x + inset; column < x + wide - inset; column += 1) {
      // The west side still has some light of the sky.
      const side = smoothstep(0.62, 1, (column - x) / wide) * 0.3;
      canvas.blend(column, y, mix(lean, colour('#f3a480'), side * (0.5 - depth * 0.25)), 1);
    }
  }
  if (random() < 0.25) {
    for (let y = top - Math.round(12 + random() * 50); y < top; y += 1)
      canvas.blend(x + (wide >> 1), y, tint, 0.85);
  }
  if (windows <= 0.12) return;
  const stepX = Math.round(6 + depth * 3);
  const stepY = Math.round(8 + depth * 4);
  const office = random() < 0.35;
  for (let y = top + stepY; y < shore - stepY; y += stepY) {
    const floorLit = office ? random() < 0.5 : random() < 0.9;
    for (
      let column = x + 4 + (y < shoulder ? setback : 0);
      column < x + wide - stepX - (y < shoulder ? setback : 0);
      column += stepX
    ) {
      if (!floorLit || random() > windows) continue;
      const warm = mix(colour('#ffb45e'), office ? colour('#d9ecff') : colour('#ffe2a8'), random());
      const power = 0.22 + random() ** 2 * 0.95 * (0.35 + depth * 0.65);
      for (let dy = 0; dy < stepY - 5; dy += 1) {
        for (let dx = 0; dx < stepX - 3; dx += 1) canvas.blend(column + dx, y + dy, warm, clamp(power));
      }
    }
  }
}

function lampsAlongTheShore(canvas, { random, shore }) {
  for (let x = 0; x < canvas.width; x += 1) {
    for (let y = shore - 9; y < shore; y += 1) canvas.blend(x, y, colour('#0b0d16'), 0.94);
  }
  for (let x = 10; x < canvas.width; x += 26 + random() * 30) {
    const warm = mix(colour('#ffb050'), colour('#fff0d0'), random() * 0.5);
    for (let dy = -26; dy <= 26; dy += 1) {
      for (let dx = -26; dx <= 26; dx += 1) {
        const far = Math.hypot(dx, dy);
        const y = shore - 13 + dy;
        if (y < shore)
          canvas.add(
            Math.round(x) + dx,
            y,
            warm,
            1.5 * Math.exp(-far * far * 0.3) + 0.09 * Math.exp(-far / 6),
          );
      }
    }
  }
}

/** A long exposure: the lights run down the water, broken by slow waves. */
function mirrorInTheRiver(canvas, { fractal, shore }) {
  const { width, height } = canvas;
  for (let y = shore; y < height; y += 1) {
    const down = (y - shore) / (height - shore);
    for (let x = 0; x < width; x += 1) {
      const wave = fractal(x / (60 + down * 240), y / (3 + down * 14), 4, 0.6);
      let sum = [0, 0, 0];
      const taps = 7;
      for (let tap = 0; tap < taps; tap += 1) {
        const row = clamp(
          Math.round(shore - 1 - (y - shore) * 1.22 - (tap - 3) * (2 + down * 15) - wave * (8 + down * 60)),
          0,
          shore - 1,
        );
        const column = clamp(Math.round(x + wave * (2 + down * 18) + (tap - 3) * 0.8), 0, width - 1);
        const seen = canvas.get(column, row);
        sum = [sum[0] + seen[0], sum[1] + seen[1], sum[2] + seen[2]];
      }
      const dim = (0.74 - 0.34 * down + wave * 0.16) / taps;
      canvas.set(
        x,
        y,
        mix([sum[0] * dim, sum[1] * dim, sum[2] * dim], colour('#0e1a33'), 0.16 + 0.28 * down),
      );
    }
  }
}
