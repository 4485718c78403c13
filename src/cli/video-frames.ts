import { fstat, read } from 'node:fs';
import { promisify } from 'node:util';
import { ALL_FORMATS, Input, CustomSource } from 'mediabunny';
import { EngineError } from '#shared/errors';

const readSome = promisify(read);
const statOf = promisify(fstat);

/** The number of frames in a video file that is open for reading; 0 where it holds none. */
export async function countFrames(file: number): Promise<number> {
  const source = new CustomSource({
    getSize: async () => (await statOf(file)).size,
    read: async (start, end) => {
      const bytes = new Uint8Array(end - start);
      const { bytesRead } = await readSome(file, bytes, 0, bytes.length, start);
      return bytes.subarray(0, bytesRead);
    },
  });
  const input = new Input({ source, formats: ALL_FORMATS });
  try {
    const track = await input.getPrimaryVideoTrack();
    return track ? (await track.computePacketStats()).packetCount : 0;
  } catch (thrown) {
    throw new EngineError('internal', 'The film that was made cannot be read.', '', { cause: thrown });
  } finally {
    input.dispose();
  }
}
