import { existsSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { platform } from 'node:process';
import { run, say } from './run.mjs';

/**
 * The system packages that tests need: Chromium, whose Debian package includes a Vulkan driver in software, and the Vulkan
 * loader. With them the WebGPU provider runs without a GPU.
 */

const SOFTWARE_DRIVER = '/usr/lib/chromium/vk_swiftshader_icd.json';
/** The browser of pictures and films that scripts make. */
export const BROWSER = process.env.MNEMOSCOPE_BROWSER ?? '/usr/bin/chromium';
const PACKAGES = ['chromium', 'libvulkan1'];
/**
 * Chromium without its own windows, in which tests take less of the processor; and what lets the export of the graphs be
 * compared, which tests that need it say when it is missing.
 */
const OPTIONAL_PACKAGES = ['chromium-headless-shell', 'python3-onnx', 'python3-numpy'];

/** The environment in which WebGPU runs on the software driver; undefined where there is none. */
export function softwareGpuEnvironment() {
  if (!existsSync(SOFTWARE_DRIVER) || !hasVulkanLoader()) return undefined;
  return { VK_ICD_FILENAMES: SOFTWARE_DRIVER, XDG_RUNTIME_DIR: process.env.XDG_RUNTIME_DIR ?? '/tmp' };
}

/** Whether a window can be opened: Chromium refuses to run as root with its sandbox, and Linux may have no display. */
export function canShowWindows() {
  if (process.getuid?.() === 0) return false;
  return platform !== 'linux' || Boolean(process.env.DISPLAY ?? process.env.WAYLAND_DISPLAY);
}

/** Installs what is missing on Debian as root; elsewhere says exactly what to install. */
export async function ensureSystemPackages() {
  if (platform !== 'linux' || softwareGpuEnvironment()) return;
  const isRoot = process.getuid?.() === 0;
  if (isRoot && existsSync('/etc/debian_version')) {
    say(`Installing Debian packages (once): ${[...PACKAGES, ...OPTIONAL_PACKAGES].join(' ')}…`);
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    await run('apt-get', ['update', '-qq'], { env });
    const options = ['install', '-y', '-qq', '--no-install-recommends'];
    const status = await run('apt-get', [...options, ...PACKAGES, ...OPTIONAL_PACKAGES], { env });
    if (status === 0 || (await run('apt-get', [...options, ...PACKAGES], { env })) === 0) return;
  }
  say(
    'The tests of the WebGPU provider will be skipped: they need a Vulkan driver in software.\n' +
      `On Debian and Ubuntu: sudo apt-get install ${[...PACKAGES, ...OPTIONAL_PACKAGES].join(' ')}`,
  );
}

function hasVulkanLoader() {
  const { stdout } = spawnSync('/sbin/ldconfig', ['-p'], { encoding: 'utf8' });
  return typeof stdout === 'string' && stdout.includes('libvulkan.so.1');
}
