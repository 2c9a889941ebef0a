// Mountains at dawn, a forest in mist, and an aurora over a lake: layers of haze from far to near.
import { clamp, colour, createNoise, createRandom, gradient, mix, smoothstep } from './noise.mjs';

/** A conifer with its top at (x, y): drooping branches to both sides, denser towards the trunk. */
function conifer(canvas, random, { x, y, height, tint, amount = 1 }) {
  const tiers = Math.max(7, Math.round(height / 9));
  const spread = height * (0.17 + random() * 0.05);
  for (let row = 0; row < height; row += 1) {
    const down = row / height;
    const tier = (down * tiers) % 1;
    const ragged = 0.62 + 0.38 * tier + (random() - 0.5) * 0.28;
    const half = Math.max(0.7, spread * down ** 0.85 * ragged);
    const lean = (random() - 0.5) * half * 0.12;
    for (let side = -Math.ceil(half); side <= Math.ceil(half); side += 1) {
      const edge = clamp(half - Math.abs(side + lean) + 0.5);
      const gap = random() < 0.14 * Math.abs(side / half) ? 0.35 : 1;
      if (edge > 0) canvas.blend(Math.round(x + side), Math.round(y + row), tint, edge * gap * amount);
    }
  }
}

export function mountainsAtDawn(canvas, seed) {
  const { width, height } = canvas;
  const { fractal, ridged } = createNoise(seed);
  const random = createRandom(seed);
  const sky = gradient([
    [0, colour('#2f4f7d')],
    [0.3, colour('#7d94b8')],
    [0.55, colour('#e8b996')],
    [0.72, colour('#ffd9a0')],
    [1, colour('#ffe9c4')],
  ]);
  const sun = { x: width * 0.66, y: height * 0.4 };
  const warm = colour('#ffcf8a');
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const near = Math.hypot((x - sun.x) / width, ((y - sun.y) / height) * 0.9);
      const streak =
        smoothstep(0.02, 0.5, fractal(x / 520 + 3, y / 75, 5) + 0.12) * smoothstep(0.55, 0.15, y / height);
      const base = mix(sky(y / (height * 0.56)), colour('#ffc0a0'), streak * 0.5);
      const glow = 0.85 * Math.exp(-near * 7) + 1.6 * Math.exp(-near * 45);
      canvas.set(x, y, [
        base[0] + warm[0] * glow,
        base[1] + warm[1] * glow * 0.85,
        base[2] + warm[2] * glow * 0.6,
      ]);
    }
  }
  const layers = 8;
  for (let layer = 0; layer < layers; layer += 1) {
    const depth = layer / (layers - 1); // 0 far, 1 near
    const far = mix(colour('#d9a58d'), colour('#8797a8'), smoothstep(0, 0.35, depth));
    const tint = mix(
      mix(far, colour('#3b5568'), smoothstep(0.2, 0.75, depth)),
      colour('#0d1a1f'),
      smoothstep(0.6, 1, depth),
    );
    const mist = mix(colour('#ffdcb4'), colour('#a9bcc8'), smoothstep(0, 0.8, depth));
    const base = height * (0.4 + 0.56 * depth ** 1.2);
    const reach = height * (0.2 + 0.06 * Math.sin(layer * 2.1)) * (1 - 0.35 * depth);
    const scale = width * (0.42 - 0.05 * depth);
    const crest = new Float32Array(width);
    for (let x = 0; x < width; x += 1) {
      const along = x / scale + layer * 7.31;
      const peaks =
        ridged(along * 1.4, layer * 3.7, 5) * 0.75 +
        fractal(along * 1.1, layer * 5.3 + 40, 4, 0.55) * 0.75 +
        0.2;
      crest[x] = base - reach * (peaks - 0.35) - fractal(x / 30, layer * 11, 4, 0.6) * height * 0.006;
    }
    for (let x = 0; x < width; x += 1) {
      for (let y = Math.max(0, Math.floor(crest[x])); y < height; y += 1) {
        const below = (y - base + reach * 0.5) / (height * 0.2);
        // The side towards the sun catches light: the slope of the rock, lit from the right and behind.
        const slope = fractal(
          x / 60 + (y - crest[x]) / 85 + layer * 9,
          (y - crest[x]) / 190 - x / 400,
          5,
          0.6,
        );
        const lit = clamp(
          slope * 1.3 - (crest[Math.min(width - 1, x + 20)] - crest[Math.max(0, x - 20)]) / 110,
          -0.7,
          1,
        );
        const bright = [tint[0] * 1.5 + 0.03, tint[1] * 1.38 + 0.022, tint[2] * 1.22 + 0.016];
        const rock = mix(
          tint,
          lit > 0 ? bright : mix(tint, colour('#16202e'), 0.42),
          Math.abs(lit) * (0.75 - 0.5 * depth),
        );
        const drift = fractal(x / 330 + layer * 4, y / 110, 4);
        const fog = clamp(smoothstep(0.0, 1.25, below + drift * 0.4) * (1.0 - 0.5 * depth));
        const near = Math.exp(-Math.hypot((x - sun.x) / width, (y - sun.y) / height) * 4.5) * (1 - depth);
        const hazed = mix(rock, mist, fog);
        const edge = clamp(y + 1 - crest[x]);
        canvas.blend(
          x,
          y,
          [
            hazed[0] + warm[0] * near * 0.35,
            hazed[1] + warm[1] * near * 0.27,
            hazed[2] + warm[2] * near * 0.16,
          ],
          edge,
        );
      }
    }
    if (depth > 0.8) {
      for (let x = -20; x < width + 20; x += 3 + random() * 10 * (1.25 - depth) * 4) {
        const at = clamp(Math.round(x), 0, width - 1);
        const tall = height * (0.018 + 0.055 * (depth - 0.75) * 4 * random()) * (0.6 + random() * 0.6);
        conifer(canvas, random, {
          x,
          y: crest[at] - tall * 0.82,
          height: tall,
          tint: mix(tint, colour('#081012'), 0.55),
        });
      }
    }
  }
}

export function forestInMist(canvas, seed) {
  const { width, height } = canvas;
  const { fractal } = createNoise(seed);
  const random = createRandom(seed);
  const top = colour('#c3d1cf');
  const low = colour('#eef0e2');
  const light = { x: width * 0.36, y: height * 0.2 };
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const near = Math.hypot((x - light.x) / width, (y - light.y) / width);
      const cloud = fractal(x / 600, y / 260, 4) * 0.07;
      const base = mix(top, low, clamp(y / height + cloud));
      const glow = Math.exp(-near * 4.2) * 0.5;
      canvas.set(x, y, [base[0] * 0.78 + glow, base[1] * 0.8 + glow * 0.94, base[2] * 0.8 + glow * 0.74]);
    }
  }
  const layers = 9;
  for (let layer = 0; layer < layers; layer += 1) {
    const depth = layer / (layers - 1);
    const tint = mix(
      colour('#b4c4bf'),
      mix(colour('#5d7a72'), colour('#0b1713'), smoothstep(0.45, 1, depth)),
      smoothstep(0, 0.62, depth),
    );
    const ground = (x) =>
      height * (0.34 + 0.62 * depth ** 1.25) +
      height * 0.13 * (1 - depth * 0.4) * fractal(x / (width * 0.4) + layer * 3.3, layer * 7.7, 3) +
      (x / width - 0.5) * height * 0.1 * Math.sin(layer * 1.7);
    const tall = height * (0.08 + 0.34 * depth ** 1.5);
    const step = tall * 0.085 * (1 + depth * 0.7);
    for (let x = -tall * 0.3; x < width + tall * 0.3; x += step * (0.35 + random() * 1.2)) {
      const grove = fractal(x / (width * 0.16) + layer * 13, 2, 2);
      const own = tall * (0.5 + random() * 0.55 + grove * 0.35);
      const shade = mix(tint, mix(tint, colour('#22403a'), 0.5), random() * 0.45);
      conifer(canvas, random, { x, y: ground(x) - own * 0.92, height: own, tint: shade, amount: 0.93 });
    }
    for (let x = 0; x < width; x += 1) {
      const line = ground(x);
      for (let y = Math.max(0, Math.floor(line - 4)); y < height; y += 1) {
        const rough = fractal(x / 26 + layer * 5, y / 14, 3) * 8;
        const solid = smoothstep(-6, 8, y - line + rough);
        if (solid > 0) canvas.blend(x, y, mix(tint, colour('#1b2c24'), 0.12 * depth), solid);
      }
    }
    // Mist between this row and the next: thick in the hollows, thinning towards us.
    const thick = 0.74 * (1 - depth) ** 0.62;
    const mist = mix(colour('#dfe6de'), colour('#f6efd8'), 1 - depth);
    for (let x = 0; x < width && thick > 0.01; x += 1) {
      const line = ground(x) - tall * 0.42;
      for (let y = Math.max(0, Math.floor(line - tall)); y < height; y += 1) {
        const drift = fractal(x / 420 + layer * 2.2, y / 130 + layer, 4);
        const near = Math.exp(-Math.hypot((x - light.x) / width, (y - light.y) / width) * 3.4);
        const amount = thick * smoothstep(-0.55, 1.15, (y - line) / tall + drift * 1.1);
        canvas.blend(x, y, mix(mist, colour('#fff2d2'), near * 0.8), clamp(amount));
      }
    }
  }
}

export function auroraOverLake(canvas, seed) {
  const { width, height } = canvas;
  const { fractal, noise, ridged } = createNoise(seed);
  const random = createRandom(seed);
  const shore = Math.round(height * 0.685);
  const sky = gradient([
    [0, colour('#050a1c')],
    [0.5, colour('#0b1b38')],
    [0.85, colour('#16404f')],
    [1, colour('#2a6660')],
  ]);
  for (let y = 0; y < shore; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const dust = fractal(x / 260 + y / 500, y / 300 - x / 800, 5) * 0.5 + 0.5;
      const base = sky(y / shore);
      canvas.set(x, y, [
        base[0] * (0.75 + dust * 0.4),
        base[1] * (0.75 + dust * 0.4),
        base[2] * (0.75 + dust * 0.45),
      ]);
    }
  }
  for (let star = 0; star < 3000; star += 1) {
    const x = random() * width;
    const y = random() * shore * 0.97;
    const power = random() ** 16 * 1.4 + 0.03 + 0.09 * random();
    const hue = mix([1, 0.86, 0.7], [0.75, 0.86, 1], random());
    const size = power > 0.6 ? 2.1 : power > 0.25 ? 1.35 : 0.85;
    for (let dy = -4; dy <= 4; dy += 1) {
      for (let dx = -4; dx <= 4; dx += 1) {
        const far = Math.hypot(Math.round(x) + dx - x, Math.round(y) + dy - y) / size;
        if (Math.round(y) + dy < shore)
          canvas.add(Math.round(x) + dx, Math.round(y) + dy, hue, power * Math.exp(-far * far * 1.4));
      }
    }
  }
  // Curtains: bands that wind over the sky, each column of light fading upwards, green below and violet above.
  const green = colour('#3dff9c');
  const teal = colour('#22d3c0');
  const violet = colour('#a35cff');
  const curtains = [
    { at: 0.57, sway: 0.19, tall: 0.44, power: 0.8, offset: 0 },
    { at: 0.46, sway: 0.22, tall: 0.4, power: 0.5, offset: 30 },
    { at: 0.33, sway: 0.15, tall: 0.3, power: 0.3, offset: 61 },
  ];
  for (const curtain of curtains) {
    for (let x = 0; x < width; x += 1) {
      const across = x / width;
      const foot =
        shore *
        (curtain.at +
          curtain.sway * Math.sin(across * 4.2 + curtain.offset) * 0.55 +
          curtain.sway * fractal(across * 2.1 + curtain.offset, 3, 3) +
          (0.5 - across) * 0.2);
      const ray =
        0.42 + 0.58 * smoothstep(-0.55, 0.65, fractal(x / 62 + curtain.offset, curtain.offset, 4, 0.62));
      const fine = 0.8 + 0.2 * noise(x / 9 + curtain.offset, 1.5);
      const broad = smoothstep(-0.5, 0.45, fractal(across * 2.6 + curtain.offset, 9, 2));
      const tall = shore * curtain.tall * (0.65 + 0.5 * ray);
      for (let y = 0; y < shore; y += 1) {
        const up = (foot - y) / tall;
        const shape =
          up < 0 ? Math.exp(up * up * -260) : Math.exp(-up * 2.7) * (1 - smoothstep(0.75, 1.25, up));
        if (shape < 0.004) continue;
        const tint = mix(mix(green, teal, smoothstep(0, 0.3, up)), violet, smoothstep(0.28, 0.85, up));
        canvas.add(x, y, tint, shape * ray * fine * (0.2 + broad) * curtain.power);
      }
    }
  }
  // Mountains, then the lake that mirrors all of it.
  for (let layer = 0; layer < 3; layer += 1) {
    const tint = [colour('#13303a'), colour('#0a1c25'), colour('#050d12')][layer];
    const snow = [colour('#5d8f8c'), colour('#3f6a6c'), colour('#1b3336')][layer];
    for (let x = 0; x < width; x += 1) {
      const along = x / (width * (0.62 - layer * 0.13)) + layer * 5.7;
      const valley = layer === 0 ? 1 : 0.45 + 0.85 * Math.abs(x / width - 0.53 + 0.06 * layer);
      const crest =
        shore -
        height *
          (0.2 - layer * 0.055) *
          valley *
          clamp(ridged(along, layer * 9 + 2, 5) * 1.25 - 0.08, 0.06, 2);
      for (let y = Math.max(0, Math.floor(crest)); y < shore; y += 1) {
        const rock = fractal(x / 26 + (y - crest) / 34 + layer * 8, (y - crest) / 95 - x / 160, 6, 0.68);
        const white = smoothstep(-0.35, 0.55, rock + (1 - (y - crest) / (shore - crest + 1)) * 0.5 - 0.2);
        const haze = smoothstep(0.35, 1, (y - crest) / (shore - crest + 1)) * (0.34 - layer * 0.12);
        canvas.blend(x, y, mix(mix(tint, snow, white * 0.62), colour('#2c6a66'), haze), clamp(y + 1 - crest));
      }
    }
  }
  for (let y = shore; y < height; y += 1) {
    const down = (y - shore) / (height - shore);
    for (let x = 0; x < width; x += 1) {
      const ripple = fractal(x / (46 + down * 190), y / (5 + down * 22), 4);
      const fromX = clamp(Math.round(x + ripple * (2 + down * 26)), 0, width - 1);
      const fromY = clamp(
        Math.round(shore - (y - shore) * 1.42 - Math.abs(ripple) * (6 + down * 75)),
        0,
        shore - 1,
      );
      const mirrored = canvas.get(fromX, fromY);
      const dim = 0.66 - 0.3 * down + ripple * 0.12;
      canvas.set(x, y, [mirrored[0] * dim + 0.001, mirrored[1] * dim + 0.004, mirrored[2] * dim + 0.008]);
    }
  }
  for (let x = 0; x < width; x += 1) {
    const line = shore + 2 + fractal(x / 80, 4, 3) * 4;
    for (let y = shore - 5; y < line; y += 1) canvas.blend(x, y, colour('#04090c'), 0.85);
  }
  // Stones in front, dark against the light in the water.
  for (let stone = 0; stone < 44; stone += 1) {
    const near = 0.62 + 0.38 * random();
    const size = width * (0.004 + 0.062 * near ** 4);
    const cx = random() * width * 1.1 - width * 0.05;
    const cy = height * (0.62 + 0.4 * near);
    for (let dy = -size * 0.55; dy < size * 0.4; dy += 1) {
      for (let dx = -size; dx < size; dx += 1) {
        const rough = fractal((cx + dx) / (size * 0.5) + stone * 7, (cy + dy) / (size * 0.4), 4) * 0.32;
        const inside = 1 - Math.hypot(dx / size, dy / (size * 0.5)) + rough;
        if (inside <= 0) continue;
        const lit = clamp(-dy / size - 0.05 + rough);
        canvas.blend(
          Math.round(cx + dx),
          Math.round(cy + dy),
          mix(colour('#030608'), colour('#1f5a50'), lit * 0.55),
          smoothstep(0, 0.09, inside),
        );
      }
    }
  }
}
