/** What a native file is made for, read from its header: names can lie. */

const MACHINES = {
  elf: new Map([
    [0x3e, 'x64'],
    [0xb7, 'arm64'],
  ]),
  pe: new Map([
    [0x8664, 'x64'],
    [0xaa64, 'arm64'],
    [0x14c, 'ia32'],
  ]),
};
const MACH_O = [0xfeedface, 0xfeedfacf, 0xcefaedfe, 0xcffaedfe, 0xcafebabe];

/**
 * @param {Buffer} file
 * @returns {string | undefined} like "linux-x64"; undefined for what is no program or library
 */
export function madeFor(file) {
  if (file.length < 64) return undefined;
  const magic = file.readUInt32BE(0);
  if (magic === 0x7f454c46) return `linux-${MACHINES.elf.get(file.readUInt16LE(18)) ?? 'other'}`;
  if (MACH_O.includes(magic)) return 'darwin';
  const header = peHeader(file);
  if (header === undefined) return undefined;
  return `win32-${MACHINES.pe.get(file.readUInt16LE(header + 4)) ?? 'other'}`;
}

/**
 * @param {Buffer} file a 64-bit Windows library
 * @returns {string[]} the libraries that Windows loads with it, in lower case
 */
export function importedLibraries(file) {
  const header = peHeader(file) ?? 0;
  const optional = header + 24;
  const numSections = file.readUInt16LE(header + 6);
  const sections = optional + file.readUInt16LE(header + 20);
  /** @param {number} address as it will be in memory, relative to the image */
  const offsetOf = (address) => {
    for (let at = sections; at < sections + 40 * numSections; at += 40) {
      const start = file.readUInt32LE(at + 12);
      const size = file.readUInt32LE(at + 8);
      if (address >= start && address < start + size) return address - start + file.readUInt32LE(at + 20);
    }
    throw new Error('an import lies outside of all sections');
  };
  // the second data directory; 20 bytes for each library, all zero after the last
  const directory = file.readUInt32LE(optional + 120);
  if (directory === 0) return [];
  const names = [];
  for (let at = offsetOf(directory); file.readUInt32LE(at + 12) !== 0; at += 20) {
    const name = offsetOf(file.readUInt32LE(at + 12));
    names.push(file.toString('latin1', name, file.indexOf(0, name)).toLowerCase());
  }
  return names;
}

/** @param {Buffer} file */
function peHeader(file) {
  if (file.toString('latin1', 0, 2) !== 'MZ') return undefined;
  const at = file.readUInt32LE(60);
  return at + 6 <= file.length && file.toString('latin1', at, at + 4) === 'PE\0\0' ? at : undefined;
}
