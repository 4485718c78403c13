/** Shows the browser's picker; null when the person changed their mind. */
export function askForFiles(
  what: Partial<Pick<HTMLInputElement, 'accept' | 'multiple' | 'webkitdirectory'>>,
): Promise<File[] | null> {
  const input = Object.assign(document.createElement('input'), { type: 'file', ...what });
  return new Promise((resolve) => {
    input.addEventListener('cancel', () => {
      resolve(null);
    });
    input.addEventListener('change', () => {
      resolve([...(input.files ?? [])]);
    });
    input.click();
  });
}
