import { HALF_SIDE, CUT_HEIGHT, BASE_HEIGHT } from './height-field';

/**
 * The shaders of a slab work in display space: no tone mapping or colour conversion follows them. Their constants are
 * the design's: ambient light 0.56 and key light 0.50, so that a level, open surface gets LEVEL times its colour.
 */

const LEVEL = 1.06;

/** Surface and plate overlap around the cut by at most this share of the shown range of energies. */
export const OVERLAP = 0.01;

/** A vertex reads its energy [size, size] and its light [size, size, 2] (light-baking.ts) from textures. */
const GRID = `
uniform sampler2D uEnergies; uniform sampler2D uLight; uniform int uSize; uniform float uLow; uniform float uCut;
uniform float uScale; uniform sampler2D uMask; uniform float uIsMasked;
float energyAt(int column, int row) { return texelFetch(uEnergies, ivec2(column, row), 0).r; }
vec2 positionOf(vec2 cell) { return ${HALF_SIDE.toFixed(1)} * (2.0 * cell / float(uSize - 1) - 1.0); }
`;

/**
 * The same points are drawn twice: at the surface's height and as the flat plate. Each pass discards the other's part, so
 * that the cut follows the surface exactly instead of the grid's cells.
 */
export const SURFACE_VERTEX = `${GRID}
uniform float uIsPlate;
varying float vEnergy; varying vec2 vSlope; varying float vOpenness; varying float vLit; varying vec3 vPoint;
// the energies that decide on plate and hatch; they differ from the drawn ones where a difference is drawn
varying vec2 vReach;
void main() {
  ivec2 cell = ivec2(gl_VertexID % uSize, gl_VertexID / uSize);
  ivec2 before = max(cell - 1, 0);
  ivec2 after = min(cell + 1, uSize - 1);
  vEnergy = energyAt(cell.x, cell.y);
  vec2 rise = vec2(
    energyAt(after.x, cell.y) - energyAt(before.x, cell.y),
    energyAt(cell.x, after.y) - energyAt(cell.x, before.y)
  );
  vSlope = rise * uScale * float(uSize - 1) / ${(2 * HALF_SIDE).toFixed(1)} / vec2(after - before);
  vReach = uIsMasked > 0.5 ? texelFetch(uMask, cell, 0).rg : vec2(vEnergy);
  vec2 light = texelFetch(uLight, cell, 0).rg;
  vOpenness = light.x; vLit = light.y;
  vec2 xz = positionOf(vec2(cell));
  vPoint = vec3(xz.x, uIsPlate > 0.5 ? ${CUT_HEIGHT.toFixed(2)} : (vEnergy - uLow) * uScale, xz.y);
  gl_Position = projectionMatrix * modelViewMatrix * vec4(vPoint, 1.0);
}`;

const COMMON = `
precision highp float;
uniform sampler2D uMap; uniform float uLow; uniform float uCut; uniform float uIso; uniform float uPixel;
uniform vec3 uKey; uniform float uIsHatched; uniform float uHatchAbove; uniform vec3 uHatch;
vec3 mapColor(float e) { return texture2D(uMap, vec2(clamp((e - uLow) / (uCut - uLow), 0.002, 0.998), 0.5)).rgb; }
float lightnessOf(vec3 c) { return dot(c, vec3(0.299, 0.587, 0.114)); }
// coverage of lines at whole values of k, of this half width in pixels; lines closer than about 3 pixels fade out
float lineAt(float k, float width) {
  float f = fwidth(k);
  float d = abs(fract(k - 0.5) - 0.5) / max(f, 1e-6);
  return (1.0 - smoothstep(width - 0.6, width + 0.6, d)) * (1.0 - smoothstep(0.22, 0.5, f));
}
// coverage of the hatch, which marks energies that cannot be distinguished from noise
float hatchAt(float energy, vec2 xz) {
  float width = max(fwidth(energy), 1e-7);
  float k = (xz.x + xz.y) * 2.6;
  float f = fwidth(k);
  float stripe = (1.0 - smoothstep(0.10, 0.10 + f * 1.2, abs(fract(k) - 0.5))) * (1.0 - smoothstep(0.3, 0.6, f));
  return uIsHatched * smoothstep(-width, width, energy - uHatchAbove) * stripe * 0.34;
}
`;

export const SURFACE_FRAGMENT = `${COMMON}
varying float vEnergy; varying vec2 vSlope; varying float vOpenness; varying float vLit; varying vec3 vPoint;
varying vec2 vReach;
uniform vec3 uEye; uniform vec3 uPlate; uniform float uIsDark; uniform float uIsMasked; uniform float uPlateAbove;
uniform vec3 uWall;
uniform float uIsPlate;
void main() {
  float width = max(fwidth(vReach.x), 1e-7);
  float plate = smoothstep(-width, width, vReach.x - uPlateAbove);
  // both passes overlap by up to a pixel, where they look alike: without it, samples at triangle edges leave holes
  float overlap = min(width, ${OVERLAP.toFixed(2)} * (uCut - uLow));
  bool isOther = uIsPlate > 0.5 ? vEnergy < uCut - overlap : vEnergy > uCut + overlap;
  if (uIsMasked < 0.5 && isOther) discard;
  vec3 base = mapColor(vEnergy);
  vec3 normal = normalize(mix(vec3(-vSlope.x, 1.0, -vSlope.y), vec3(0.0, 1.0, 0.0), plate));
  float key = max(dot(normal, uKey), 0.0) * mix(vLit, 1.0, 0.45) / uKey.y;
  float shade = 0.56 * mix(vOpenness, 1.0, 0.30) + 0.50 * key;
  // cool ambient and warm key light together keep the map's hue; the plate is not tinted, so that it has its token's colour
  vec3 tint = mix(vec3(0.90, 0.95, 1.06), vec3(1.03, 1.0, 0.96), clamp(key, 0.0, 1.0));
  // a difference is not tinted either, because its zero is the plate's grey; where it is not defined, it is darker
  if (uIsMasked > 0.5) tint = vec3(1.0 / ${LEVEL.toFixed(2)});
  vec3 flat_ = mix(uPlate, uWall, uIsMasked * 0.8);
  vec3 color = mix(base * shade * tint, flat_ * shade / ${LEVEL.toFixed(2)}, plate);

  float light = lightnessOf(base);
  vec3 ink = mix(vec3(1.0), vec3(0.02, 0.03, 0.05), smoothstep(0.26, 0.40, light));
  float minor = lineAt(vEnergy / uIso, 0.55 * uPixel) * mix(0.17, 0.24, smoothstep(0.3, 0.5, light));
  float major = lineAt(vEnergy / (uIso * 5.0), 0.9 * uPixel) * 0.42;
  // no line is drawn at zero, which would cover every region where both energies are equal
  float isLined = uIsMasked > 0.5 ? step(0.5, abs(vEnergy / uIso)) : 1.0;
  color = mix(color, ink, (1.0 - plate) * isLined * max(minor, major));

  vec3 toEye = normalize(uEye - vPoint);
  float rim = pow(1.0 - max(dot(normal, toEye), 0.0), 3.0);
  float specular = pow(max(dot(normal, normalize(uKey + toEye)), 0.0), 38.0) * vLit;
  color += (specular * 0.10 + rim * 0.05) * (1.0 - plate);

  float edge = 1.0 - smoothstep(0.1 * uPixel, uPixel, abs(vReach.x - uPlateAbove) / width);
  color = mix(color, mix(vec3(0.12), vec3(1.0), uIsDark), edge * mix(0.5, 0.55, uIsDark));

  color = mix(color, uHatch, hatchAt(vReach.y, vPoint.xz) * smoothstep(0.25, 0.7, normal.y));
  gl_FragColor = vec4(color, 1.0);
}`;

/** The vertices are in the order of `wallGeometry`. */
export const SIDE_VERTEX = `${GRID}
varying vec3 vPoint; varying vec3 vFacing;
void main() {
  int last = uSize - 1;
  int wall = gl_VertexID / (4 * uSize);
  int i = gl_VertexID / 4 % uSize;
  bool isFoot = gl_VertexID % 2 == 1;
  ivec2 cell = wall == 0 ? ivec2(i, last) : wall == 1 ? ivec2(i, 0) : wall == 2 ? ivec2(last, i) : ivec2(0, i);
  ivec2 next = min(cell + (wall < 2 ? ivec2(1, 0) : ivec2(0, 1)), last);
  vFacing = wall == 0 ? vec3(0, 0, 1) : wall == 1 ? vec3(0, 0, -1) : wall == 2 ? vec3(1, 0, 0) : vec3(-1, 0, 0);
  float energy = energyAt(cell.x, cell.y);
  float nextEnergy = energyAt(next.x, next.y);
  float share = 0.0;
  // where the edge crosses the cut between two grid points, the wall has a vertex at the crossing
  if (gl_VertexID % 4 > 1 && (energy > uCut) != (nextEnergy > uCut)) {
    share = (uCut - energy) / (nextEnergy - energy);
    energy = uCut;
  }
  vec2 xz = positionOf(mix(vec2(cell), vec2(next), share));
  float height = (clamp(energy, uLow, uCut) - uLow) * uScale;
  vPoint = vec3(xz.x, isFoot ? ${BASE_HEIGHT.toFixed(2)} : height, xz.y);
  gl_Position = projectionMatrix * modelViewMatrix * vec4(vPoint, 1.0);
}`;

export const SIDE_FRAGMENT = `${COMMON}
varying vec3 vPoint; varying vec3 vFacing;
uniform float uScale; uniform vec3 uWall;
void main() {
  float energy = uLow + vPoint.y / uScale;
  float facing = 0.62 + 0.38 * max(dot(vFacing, normalize(vec3(uKey.x, 0.0, uKey.z))), 0.0) + 0.12 * vFacing.z;
  float isShown = smoothstep(0.0, 0.02, vPoint.y + 0.01);
  vec3 color = mix(uWall, mix(mapColor(energy), uWall, 0.18), isShown) * facing;
  float line = lineAt(energy / uIso, 0.5 * uPixel) * isShown * step(energy, uLow + (uCut - uLow) * 0.98);
  color = mix(color, mix(vec3(1.0), vec3(0.0), smoothstep(0.2, 0.3, lightnessOf(color))), line * 0.16);
  float foot = smoothstep(${BASE_HEIGHT.toFixed(2)}, ${(BASE_HEIGHT + 0.45).toFixed(2)}, vPoint.y);
  gl_FragColor = vec4(mix(uWall * 0.82, color, foot), 1.0);
}`;

/**
 * Iso-lines are drawn a little above the height of their energy, so that a surface of the same height does not cut
 * them.
 */
export const LINES_VERTEX = `${GRID}
varying float vEnergy; varying vec2 vPosition;
void main() {
  ivec2 cell = ivec2(gl_VertexID % uSize, gl_VertexID / uSize);
  vEnergy = energyAt(cell.x, cell.y);
  vec2 xz = positionOf(vec2(cell));
  vPosition = xz;
  gl_Position = projectionMatrix * modelViewMatrix * vec4(xz.x, (vEnergy - uLow) * uScale + 0.03, xz.y, 1.0);
}`;

/** Iso-lines are drawn twice: where they are visible, and faint and dashed where a surface hides them. */
export const LINES_FRAGMENT = `${COMMON}
varying float vEnergy; varying vec2 vPosition;
uniform vec3 uLineColor; uniform vec3 uCasing; uniform float uIsHidden;
void main() {
  float rise = max(fwidth(vEnergy), 1e-7);
  if (vEnergy > uCut + min(rise, ${OVERLAP.toFixed(2)} * (uCut - uLow))) discard;
  float atCut = abs(vEnergy - uCut) / rise;
  // minor lines fade where they are too dense to show the surface's colour between them
  float isSparse = 1.0 - smoothstep(0.08, 0.16, rise / uIso);
  float major = max(lineAt(vEnergy / (uIso * 5.0), 1.1 * uPixel), 1.0 - smoothstep(0.5 * uPixel, 1.5 * uPixel, atCut));
  float line = max(lineAt(vEnergy / uIso, 0.6 * uPixel) * 0.55 * isSparse, major);
  float casing = lineAt(vEnergy / (uIso * 5.0), 2.2 * uPixel) * 0.55;
  float dash = step(0.5, fract((gl_FragCoord.x + gl_FragCoord.y) / (6.0 * uPixel)));
  float alpha = mix(max(line, casing), 0.5 * major * dash, uIsHidden);
  vec3 color = mix(uCasing, uLineColor, mix(line / max(alpha, 1e-3), 1.0, uIsHidden));
  float hatch = (1.0 - uIsHidden) * hatchAt(vEnergy, vPosition);
  if (max(alpha, hatch) < 0.01) discard;
  gl_FragColor = alpha > hatch ? vec4(color, alpha) : vec4(uHatch, hatch);
}`;

export const SHADOW_VERTEX = `
varying vec2 vUv;
void main() { vUv = uv; gl_Position = projectionMatrix * modelViewMatrix * vec4(position, 1.0); }`;

/** The slab throws one soft shadow on a plane 1.7 times as wide as itself. */
export const SHADOW_FRAGMENT = `
precision highp float;
varying vec2 vUv; uniform vec3 uShadow; uniform float uAlpha;
void main() {
  vec2 beyond = max(abs(vUv - 0.5) * 3.4 - 0.94, 0.0);
  gl_FragColor = vec4(uShadow, exp(-dot(beyond, beyond) * 16.0) * uAlpha);
}`;
