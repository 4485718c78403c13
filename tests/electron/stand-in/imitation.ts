import { EventEmitter } from 'node:events';

/**
 * The base of everything that imitates a part of Electron: what is not imitated throws, so that no test can pass by
 * accident on an `undefined`.
 */
export class Imitation extends EventEmitter {}

Object.setPrototypeOf(
  Imitation.prototype,
  new Proxy(EventEmitter.prototype, {
    get(target, key, receiver) {
      const isAsked = typeof key === 'symbol' || key === 'then' || key === 'toJSON';
      if (isAsked || key in target) return Reflect.get(target, key, receiver) as unknown;
      const name = (receiver as object).constructor.name;
      throw new Error(`Electron's stand-in: ${name}.${key} is not implemented`);
    },
  }),
);

/** The part of Electron's type that an imitation claims to have, less the overloads of its events. */
export type PartOf<Real, Loose extends keyof Real = never> = Partial<Omit<Real, keyof EventEmitter | Loose>>;

/** An event whose listeners may prevent what would follow. */
export class PreventableEvent {
  defaultPrevented = false;

  readonly preventDefault = (): void => {
    this.defaultPrevented = true;
  };
}
