/** Pictures of the set that are dragged within the window, by their names. */

const TYPE = 'application/x-mnemoscope-pictures';

/** A copy of one picture of a canvas that is `width` CSS pixels wide; its place is in CSS pixels of that canvas. */
export function dragImageOf(
  drawn: HTMLCanvasElement,
  { x, y, size }: { readonly x: number; readonly y: number; readonly size: number },
  width: number,
): HTMLCanvasElement {
  const image = document.createElement('canvas');
  const scale = drawn.width / width;
  const side = size * scale;
  image.width = image.height = side;
  image.style.width = image.style.height = `${String(size)}px`;
  image.getContext('2d')?.drawImage(drawn, x * scale, y * scale, side, side, 0, 0, side, side);
  return image;
}

/** Starts a drag of pictures, with an image under the pointer. */
export function startPictureDrag(
  data: DataTransfer,
  names: readonly string[],
  image: HTMLCanvasElement,
): void {
  data.setData(TYPE, JSON.stringify(names));
  data.effectAllowed = 'copy';
  // the browser takes the image as the drag starts, and only from an element of the page
  image.style.position = 'fixed';
  image.style.left = '-400px';
  document.body.append(image);
  data.setDragImage(image, 16, 16);
  setTimeout(() => {
    image.remove();
  });
}

export function isPictureDrag(data: DataTransfer | null): boolean {
  return data?.types.includes(TYPE) ?? false;
}

/** Names of the dragged pictures; empty for any other drag. */
export function draggedPictures(data: DataTransfer | null): string[] {
  const names: unknown = isPictureDrag(data) ? JSON.parse(data?.getData(TYPE) ?? '[]') : [];
  return Array.isArray(names) ? names.filter((name) => typeof name === 'string') : [];
}
