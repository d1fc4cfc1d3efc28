/** The configuration of the project's own namespace as Pulumi holds it: text, with lists and objects as JSON. */
export type Given = Readonly<Record<string, string>>;

const project = "api-usage-analytics";

/** The error of a setting that cannot be used: what is allowed, and what was given. */
export function invalidSetting(key: string, must: string, given: unknown): Error {
  const shown = typeof given === "string" ? given : JSON.stringify(given);
  return new Error(`Invalid setting '${project}:${key}': must be ${must}, got '${shown}'.`);
}

/** Reads settings one by one, remembers which there are, and in the end refuses those that nobody asked for. */
export class SettingReader {
  private readonly known: string[] = [];

  constructor(private readonly given: Given) {}

  /** Text that is absent when it is not given or empty: Pulumi.yaml can only describe an optional setting by an empty default. */
  text(key: string, must: string, isRight: (value: string) => boolean): string | undefined {
    const value = this.find(key);
    if (value !== undefined && !isRight(value)) throw invalidSetting(key, must, value);
    return value;
  }

  /** One of a few words. */
  choice<Word extends string>(key: string, words: readonly Word[], byDefault: Word): Word {
    const value = this.find(key) ?? byDefault;
    if (!(words as readonly string[]).includes(value)) throw invalidSetting(key, `one of ${quoted(words)}`, value);
    return value as Word;
  }

  /** `true` or `false`. */
  flag(key: string, byDefault: boolean): boolean {
    return this.choice(key, ["true", "false"], byDefault ? "true" : "false") === "true";
  }

  /** A whole number within limits. */
  integer(key: string, min: number, max: number, byDefault: number): number {
    const value = this.find(key) ?? String(byDefault);
    const number = /^-?\d{1,15}$/.test(value) ? Number(value) : Number.NaN;
    if (!(number >= min && number <= max)) throw invalidSetting(key, `an integer from ${min} to ${max}`, value);
    return number;
  }

  /** A list of different texts. */
  list(key: string, must: string, isRight: (value: string) => boolean, byDefault: readonly string[] = []): readonly string[] {
    const value = this.json(key);
    if (value === undefined) return byDefault;
    if (!Array.isArray(value)) throw invalidSetting(key, `a list of ${must}`, value);
    for (const item of value) if (typeof item !== "string" || !isRight(item)) throw invalidSetting(key, `a list of ${must}`, item);
    return [...new Set<string>(value)];
  }

  /** Whatever JSON was given, for settings that are objects; the caller checks it. */
  json(key: string): unknown {
    const value = this.find(key);
    if (value === undefined) return undefined;
    try {
      return JSON.parse(value);
    } catch {
      // Not JSON: a plain text where a list or an object is wanted. The caller refuses it and says what it wants.
      return value;
    }
  }

  /** Refuses settings that nobody has read: a misspelt name would otherwise silently leave the default in force. */
  refuseUnknown(): void {
    for (const key of Object.keys(this.given)) {
      if (this.known.includes(key)) continue;
      throw invalidSetting(key, `the name of a setting (the nearest is '${nearest(key, this.known)}')`, key);
    }
  }

  private find(key: string): string | undefined {
    this.known.push(key);
    const value = this.given[key];
    return value === undefined || value === "" ? undefined : value;
  }
}

const quoted = (words: readonly string[]) => words.map((word) => `'${word}'`).join(", ");

/** The candidate that takes the fewest changed letters to become `word`. */
export function nearest(word: string, candidates: readonly string[]): string {
  const distances = candidates.map((candidate) => ({ candidate, distance: distance(word.toLowerCase(), candidate.toLowerCase()) }));
  return distances.reduce((best, other) => (other.distance < best.distance ? other : best)).candidate;
}

function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      next[j] = Math.min(next[j - 1]! + 1, row[j]! + 1, row[j - 1]! + (from[i - 1] === to[j - 1] ? 0 : 1));
    }
    row = next;
  }
  return row[to.length]!;
}
