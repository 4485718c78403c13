const identities = new WeakMap<object, number>();
let nextIdentity = 0;

/** A number for an object, the same for as long as the object lives. */
export function identityOf(object: object): number {
  const known = identities.get(object);
  if (known !== undefined) return known;
  identities.set(object, nextIdentity);
  return nextIdentity++;
}
