import { parseArgs } from 'node:util';

/** Describes an option. `value` names its value in the help; an option without one is a switch. */
export interface OptionSpec {
  readonly value?: string;
  readonly multiple?: true;
  readonly default?: string;
  readonly help: string;
}

export type OptionTable = Readonly<Record<string, OptionSpec>>;

type Values = Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>;

/** Gives typed access to the options of a command line. Every getter throws a UsageError that names the option. */
export class Options {
  readonly positionals: readonly string[];
  readonly #args: readonly string[];
  readonly #table: OptionTable;
  readonly #values: Values;

  /** `replaced` holds values that take precedence over those of `args`. */
  constructor(args: readonly string[], table: OptionTable, replaced: Values = {}) {
    this.#args = args;
    this.#table = table;
    const options = Object.fromEntries(
      Object.entries(table).map(([name, { value, multiple }]) => [
        name,
        { type: value === undefined ? 'boolean' : 'string', multiple: multiple ?? false } as const,
      ]),
    );
    try {
      const parsed = parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
      this.positionals = parsed.positionals;
      this.#values = { ...parsed.values, ...replaced };
    } catch (thrown) {
      throw new UsageError(parseMessage(thrown));
    }
  }

  /** Returns the value, else the table's default, else undefined. */
  text(name: string): string | undefined {
    const value = this.#values[name];
    return typeof value === 'string' ? value : this.#table[name]?.default;
  }

  isGiven(name: string): boolean {
    return this.#values[name] !== undefined;
  }

  /** Returns the values of an option that may be given several times, else the table's default as the only one. */
  list(name: string): string[] {
    const value = this.#values[name];
    if (Array.isArray(value)) return value.map(String);
    const text = this.#table[name]?.default;
    return text === undefined ? [] : [text];
  }

  /** Returns these options with some set to other values. */
  with(values: Readonly<Record<string, string>>): Options {
    const replaced = Object.entries(values).map(([name, value]): [string, string | string[]] => [
      name,
      this.#table[name]?.multiple ? [value] : value,
    ]);
    return new Options(this.#args, this.#table, { ...this.#values, ...Object.fromEntries(replaced) });
  }

  /** Returns every option that has a value, given or by default, as text. */
  settings(): Record<string, string> {
    const texts = Object.keys(this.#table).map((name): [string, string] => {
      const { value, multiple } = this.#table[name] ?? {};
      if (value === undefined) return [name, this.isOn(name) ? 'on' : ''];
      return [name, multiple ? this.list(name).join(' ') : (this.text(name) ?? '')];
    });
    return Object.fromEntries(texts.filter(([, text]) => text !== ''));
  }

  isOn(name: string): boolean {
    return this.#values[name] === true;
  }

  oneOf<T extends string>(name: string, choices: readonly T[]): T {
    const text = this.text(name);
    const choice = choices.find((c) => c === text);
    if (choice === undefined) throw this.#invalid(name, `one of ${choices.join(', ')}`, text);
    return choice;
  }

  number(name: string, { above = -Infinity, min = -Infinity } = {}): number {
    const text = this.text(name) ?? '';
    const value = Number(text);
    if (text.trim() !== '' && Number.isFinite(value) && value > above && value >= min) return value;
    const bound =
      above === -Infinity
        ? min === -Infinity
          ? ''
          : ` of at least ${String(min)}`
        : ` above ${String(above)}`;
    throw this.#invalid(name, `a number${bound}`, text);
  }

  integer(name: string, { min = 0, max = Number.MAX_SAFE_INTEGER } = {}): number {
    const text = this.text(name) ?? '';
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= min && value <= max) return value;
    const bound =
      max === Number.MAX_SAFE_INTEGER
        ? `of at least ${String(min)}`
        : `from ${String(min)} to ${String(max)}`;
    throw this.#invalid(name, `a whole number ${bound}`, text);
  }

  /** Returns `count` numbers that are separated by commas. */
  numbers(name: string, count: number): number[] | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const values = text.split(',').map((part) => (part.trim() === '' ? NaN : Number(part)));
    if (values.length === count && values.every(Number.isFinite)) return values;
    throw this.#invalid(name, `${String(count)} numbers separated by commas`, text);
  }

  #invalid(name: string, expected: string, found: string | undefined): UsageError {
    return new UsageError(`--${name} must be ${expected}, not "${found ?? ''}".`);
  }
}

function parseMessage(thrown: unknown): string {
  const line = thrown instanceof Error ? (thrown.message.split('\n')[0] ?? '') : String(thrown);
  const option = /'(--[\w-]+)' argument is ambiguous/.exec(line)?.[1];
  return option === undefined
    ? line
    : `${option}: write a value that starts with a minus as ${option}=-value.`;
}

/** Reports an invalid command line, which ends with exit status 2. */
export class UsageError extends Error {
  override name = 'UsageError';
}
