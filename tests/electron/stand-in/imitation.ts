import { EventEmitter } from 'node:events';

/**
 * The base of every imitation of a part of Electron. Anything that is not imitated throws, so no test passes by accident
 * because of an `undefined`.
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

/** The part of Electron's type that an imitation declares, without the overloads of its events. */
export type PartOf<Real, Loose extends keyof Real = never> = Partial<Omit<Real, keyof EventEmitter | Loose>>;

/** An event whose listeners may prevent the default action. */
export class PreventableEvent {
  defaultPrevented = false;

  readonly preventDefault = (): void => {
    this.defaultPrevented = true;
  };
}
