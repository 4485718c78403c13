import { expect, it } from 'vitest';
import type { BufferGeometry } from 'three';
import { TopGeometry } from './slab-geometry';

const SIZE = 20;
const energies = Float32Array.from(
  { length: SIZE * SIZE },
  (_, k) => Math.sin((k % SIZE) / 3) * Math.cos(Math.floor(k / SIZE) / 4),
);
const CUT = { from: 0.29, to: 0.31 };

function trianglesOf({ index, drawRange }: BufferGeometry): string[] {
  const corners = Array.from(index?.array ?? []).slice(0, drawRange.count);
  return Array.from({ length: corners.length / 3 }, (_, i) => corners.slice(3 * i, 3 * i + 3).join(' '));
}

const energiesOf = (triangle: string) => triangle.split(' ').map((corner) => energies[Number(corner)] ?? NaN);

it.each([1, 3])(
  'each pass has all triangles of which it may show something, with every %i. line',
  (stride) => {
    const [all, cut] = [new TopGeometry(SIZE, stride), new TopGeometry(SIZE, stride)];
    all.show(energies, null);
    cut.show(energies, CUT);
    const lines = Math.ceil((SIZE - 1) / stride);
    const allTriangles = trianglesOf(all.surface);
    expect(new Set(allTriangles).size).toBe(2 * lines ** 2);
    expect(trianglesOf(all.plate)).toEqual([]);

    const [surface, plate] = [trianglesOf(cut.surface), trianglesOf(cut.plate)];
    expect(surface).toEqual(
      expect.arrayContaining(allTriangles.filter((triangle) => Math.min(...energiesOf(triangle)) <= CUT.to)),
    );
    expect(plate).toEqual(
      expect.arrayContaining(
        allTriangles.filter((triangle) => Math.max(...energiesOf(triangle)) >= CUT.from),
      ),
    );
    expect(surface.length).toBeLessThan(allTriangles.length);
    expect(plate.length).toBeLessThan(allTriangles.length);
  },
);
