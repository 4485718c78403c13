/** Shows the browser's picker; null when the person changed their mind. */
export function askForFiles(
  what: Partial<Pick<HTMLInputElement, 'accept' | 'multiple' | 'webkitdirectory'>>,
): Promise<File[] | null> {
  const input = Object.assign(document.createElement('input'), { type: 'file', hidden: true, ...what });
  // outside of the document it could be cleared away while the picker is open
  document.body.append(input);
  return new Promise((resolve) => {
    const answer = (files: File[] | null) => {
      input.remove();
      resolve(files);
    };
    input.addEventListener('cancel', () => {
      answer(null);
    });
    input.addEventListener('change', () => {
      answer([...(input.files ?? [])]);
    });
    input.click();
  });
}
