import type * as Electron from 'electron';
import type { PartOf } from './imitation';
import { Imitation } from './imitation';

/** What the system around the windows would do: dialogs, menu, screen, theme. */

type Answer = Partial<
  Electron.OpenDialogReturnValue & Electron.SaveDialogReturnValue & Electron.MessageBoxReturnValue
>;

/** Dialogs are answered in the order in which the test gave its answers; without one they are cancelled. */
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

export const Menu = {
  buildFromTemplate: (template: readonly Electron.MenuItemConstructorOptions[]) => ({ items: template }),
  setApplicationMenu: (): void => undefined,
};

export const dialog = new Dialog();
export const nativeTheme = new NativeTheme();
export const screen = new Screen();
