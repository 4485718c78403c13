/** Pictures of the set that are dragged within the window, by their names. */

const TYPE = 'application/x-mnemoscope-pictures';

/** Lets pictures be dragged, with what is drawn of them under the pointer. */
export function startPictureDrag(
  data: DataTransfer,
  names: readonly string[],
  picture: HTMLCanvasElement,
): void {
  data.setData(TYPE, JSON.stringify(names));
  data.effectAllowed = 'copy';
  // it is seen only as the drag begins, and only where it is part of the page
  picture.style.position = 'fixed';
  picture.style.left = '-400px';
  document.body.append(picture);
  data.setDragImage(picture, 16, 16);
  setTimeout(() => {
    picture.remove();
  });
}

export function isPictureDrag(data: DataTransfer | null): boolean {
  return data?.types.includes(TYPE) ?? false;
}

export function draggedPictures(data: DataTransfer | null): string[] {
  const names: unknown = isPictureDrag(data) ? JSON.parse(data?.getData(TYPE) ?? '[]') : [];
  return Array.isArray(names) ? names.filter((name) => typeof name === 'string') : [];
}
