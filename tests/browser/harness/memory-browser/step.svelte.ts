/** A step that what is shown follows. */
export class Step {
  now = $state(0);
}
