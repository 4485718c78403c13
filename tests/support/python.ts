import { execFileSync } from 'node:child_process';

/** A Python that has the onnx package; undefined where there is none. */
export const pythonWithOnnx = ['python3', '/usr/bin/python3'].find((name) => {
  try {
    execFileSync(name, ['-c', 'import onnx'], { stdio: 'ignore' });
    return true;
  } catch {
    return false; // not this one
  }
});
