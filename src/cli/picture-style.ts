/** The colours of the pictures that commands write, besides those of the models. */
export const COLORS = {
  background: '#121418',
  line: '#23272D',
  frame: '#3A4049',
  ink: '#EEF0F2',
  ink2: '#B2B8C1',
};
