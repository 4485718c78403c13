import type * as Electron from 'electron';
import type { PartOf } from './imitation';
import { Imitation } from './imitation';
import { BrowserWindow } from './window';

/** Imitates the system around the windows: dialogs, menu, screen, theme. */

type Answer = Partial<
  Electron.OpenDialogReturnValue & Electron.SaveDialogReturnValue & Electron.MessageBoxReturnValue
>;

/** Answers dialogs in the order of the test's answers. Without an answer a dialog is cancelled. */
class Dialog extends Imitation {
  readonly #answers: Answer[] = [];

  constructor() {
    super();
    process.on('message', (message: { type: string; answer: Answer }) => {
      if (message.type === 'dialog') this.#answers.push(message.answer);
    });
    process.channel?.unref();
  }

  showOpenDialog(): Promise<Answer> {
    return this.#answer({ canceled: true, filePaths: [] });
  }

  showSaveDialog(): Promise<Answer> {
    return this.#answer({ canceled: true, filePath: '' });
  }

  showMessageBox(): Promise<Answer> {
    return this.#answer({ response: 0, checkboxChecked: false });
  }

  #answer(otherwise: Answer): Promise<Answer> {
    return Promise.resolve({ ...otherwise, canceled: false, ...(this.#answers.shift() ?? otherwise) });
  }
}

class NativeTheme extends Imitation implements PartOf<Electron.NativeTheme> {
  readonly shouldUseDarkColors = true;
}

class Screen extends Imitation {
  getDisplayMatching(): { workArea: Electron.Rectangle } {
    return { workArea: { x: 0, y: 0, width: 1920, height: 1080 } };
  }
}

type Item = Electron.MenuItemConstructorOptions;

/** The application's menu, in which a test chooses items by their labels. */
class Menus extends Imitation {
  #items: readonly Item[] = [];

  constructor() {
    super();
    process.on('message', (message: { type: string; labels: readonly string[] }) => {
      if (message.type === 'menu') this.#choose(message.labels);
    });
    process.channel?.unref();
  }

  buildFromTemplate(template: readonly Item[]): { items: readonly Item[] } {
    return { items: template };
  }

  setApplicationMenu({ items }: { items: readonly Item[] }): void {
    this.#items = items;
  }

  #choose(labels: readonly string[]): void {
    let items = this.#items;
    let chosen: Item | undefined;
    for (const label of labels) {
      chosen = items.find((item) => item.label?.replace(/&(.)/g, '$1') === label);
      items = (chosen?.submenu ?? []) as Item[];
    }
    if (!chosen?.click || chosen.enabled === false) throw new Error(`${labels.join(' > ')} cannot be chosen`);
    const [window] = BrowserWindow.getAllWindows();
    Reflect.apply(chosen.click, undefined, [chosen, window, {}]);
  }
}

export const Menu = new Menus();

export const dialog = new Dialog();
export const nativeTheme = new NativeTheme();
export const screen = new Screen();
