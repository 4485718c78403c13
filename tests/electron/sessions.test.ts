import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BridgeResult, OpenedSession } from '#shared/host';
import { isOpenedSession } from '#shared/host';
import { somePicture } from '../support/pictures';
import { zipOf } from '../support/zip';
import { hosts } from './hosts';
import type { Desktop } from './launch';
import { launchDesktop } from './launch';

/** Tests session files in the main process, which follows them only to pictures that a person chose. */

const AUTOSAVE_ID = '7d5c9f8e-2f2b-4f5f-9a53-0c5f4ad8a0c1';

const folder = mkdtempSync(join(tmpdir(), 'mnemoscope session files ä '));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function pictureFolder(name: string): string {
  const path = join(folder, name);
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, 'a.png'), somePicture(1));
  return path;
}

function sessionBytes(...paths: string[]): Promise<Uint8Array> {
  const images = paths.map((path) => ({ kind: 'path', name: 'photos', paths: [path] }));
  const text = JSON.stringify({ format: 'mnemoscope-session', version: 1, images, file: null });
  return zipOf({ 'session.json': text }, { level: 0 });
}

describe.each(hosts)('the desktop on $name', ({ standIn }) => {
  const userData = join(folder, standIn ? 'stand-in' : 'electron');
  let desktop: Desktop;
  const launch = async () => {
    mkdirSync(userData, { recursive: true });
    desktop = await launchDesktop({ standIn, folder: userData });
  };
  beforeAll(launch);
  afterAll(() => desktop.close());

  const valueOf = <T>(answer: BridgeResult<T>): T => {
    if (!answer.ok) throw new Error(answer.error.message);
    return answer.value;
  };
  const openSession = async (path: string): Promise<OpenedSession> => {
    await desktop.answerDialog({ filePaths: [path] });
    const session = valueOf(await desktop.page.evaluate(() => window.mnemoscope.openSession()));
    if (!session) throw new Error('the dialog was cancelled');
    return session;
  };
  const recent = async () => valueOf(await desktop.page.evaluate(() => window.mnemoscope.recentItems()));
  const openRecent = async (id: string) => {
    const opened = valueOf(await desktop.page.evaluate((id) => window.mnemoscope.openRecent(id), id));
    if (!isOpenedSession(opened)) throw new Error('it is not a session');
    return opened;
  };

  it('finds the pictures of a session where they were, or beside it, or reports them missing', async () => {
    const photos = pictureFolder('photos');
    const file = join(folder, 'half-kept.mnemo');
    writeFileSync(file, await sessionBytes(photos, join(folder, 'nowhere')));
    const { name, images, id, size } = await openSession(file);
    expect([name, images.map((image) => image?.name ?? null)]).toEqual(['half-kept.mnemo', ['photos', null]]);
    const read = await desktop.page.evaluate(
      async ([id, size]) => {
        const answer = await window.mnemoscope.readSession(id, 2, size);
        return answer.ok ? [...answer.value] : null;
      },
      [id, size] as const,
    );
    expect(read).toEqual([...readFileSync(file).subarray(2)]);

    const elsewhere = join(folder, 'elsewhere');
    mkdirSync(elsewhere);
    renameSync(photos, join(elsewhere, 'photos'));
    expect((await openSession(file)).images).toEqual([null, null]);
    renameSync(file, join(elsewhere, 'half-kept.mnemo'));
    const moved = await openSession(join(elsewhere, 'half-kept.mnemo'));
    expect(moved.images[0]?.name).toBe('photos');
  });

  it('follows no session to a network, nor one that no person chose to files that were never opened', async () => {
    const secret = pictureFolder('secret');
    const file = join(folder, 'crafted.mnemo');
    writeFileSync(file, await sessionBytes('//server/share/a', '\\\\server\\share', 'relative'));
    expect((await openSession(file)).images).toEqual([null, null, null]);
    // a window could write this to a file that it may save
    writeFileSync(file, await sessionBytes(secret));
    const [{ id } = { id: '' }] = (await recent()).filter((one) => one.name === 'crafted.mnemo');
    expect((await openRecent(id)).images).toEqual([null]);
    expect((await openSession(file)).images[0]?.name).toBe('secret');
    expect((await openRecent(id)).images[0]?.name).toBe('secret');
  });

  it('saves a session to the same file again, lists it, and removes it from the list', async () => {
    const path = join(folder, 'saved.mnemo');
    const save = (location: string | null) =>
      desktop.page.evaluate(async (location) => {
        const begun = await window.mnemoscope.saveSessionBegin(location, 'x.mnemo');
        if (!begun.ok || !begun.value) return null;
        await window.mnemoscope.saveWrite(begun.value.id, Uint8Array.of(1), 0);
        await window.mnemoscope.saveFinish(begun.value.id);
        return begun.value.saveLocation;
      }, location);
    await desktop.answerDialog({ filePath: path });
    const location = await save(null);
    writeFileSync(path, '');
    expect(await save(location)).toBe(location);
    expect([...readFileSync(path)]).toEqual([1]);
    rmSync(path);
    expect((await recent())[0]).toMatchObject({ name: 'saved.mnemo', folder, isMissing: true });
    await desktop.page.evaluate((id) => window.mnemoscope.removeRecent(id), location ?? '');
    expect((await recent()).map(({ name }) => name)).not.toContain('saved.mnemo');
  });

  it('recovers an autosaved session once after a crash, and lists it afterwards', async () => {
    const autosave = async (id: string) =>
      desktop.page.evaluate(([id, bytes]) => window.mnemoscope.autosaveSession(id, Uint8Array.from(bytes)), [
        id,
        [...(await sessionBytes(join(folder, 'elsewhere/photos')))],
      ] as const);
    expect(await autosave('../../state')).toMatchObject({ ok: false, error: { code: 'bad-request' } });
    expect(await autosave(AUTOSAVE_ID)).toMatchObject({ ok: true });
    await desktop.kill();
    await launch();
    // the first caller receives it: this test or the page itself
    await expect
      .poll(() => desktop.page.evaluate(() => window.mnemoscope.recoverableSession()))
      .toEqual({ ok: true, value: null });
    expect(await recent()).toContainEqual(expect.objectContaining({ id: AUTOSAVE_ID, kind: 'autosaved' }));
  });
});
