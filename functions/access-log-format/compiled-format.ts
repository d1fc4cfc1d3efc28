/** What one line says: a value per `$context` variable (the name without `$context.`), null where API Gateway had none (`-` or empty). */
export interface DecodedLine {
  readonly values: Record<string, string | null>;
}

/** Why a line was not decoded; a line is never decoded to a guess. */
export interface RefusedLine {
  readonly reason: string;
}

/** A decoder made from one access-log format. */
export interface CompiledFormat {
  /** The `$context` variables of the format, each once, in the order in which they first appear. */
  readonly variables: string[];
  /** Set when the format can never be decoded; then every line is refused with the same text. */
  readonly refused?: string;
  /**
   * Decodes one line that API Gateway wrote with this format. Every value is text. Variables that hold a secret (the API key's value, the
   * client's certificate) are read past and never returned. In JSON formats, keys that hold literal text are reported under their key, nested ones
   * under their dotted path.
   */
  decode(line: string): DecodedLine | RefusedLine;
  /**
   * The same without an object per line, for hot paths: the texts of `variables`, in their order, null where there is none, or the reason. Constants
   * are in `constants`.
   */
  decodeTexts(line: string): (string | null)[] | string;
  /** What a JSON format's keys say that hold literal text, by key; a key that is also the name of a variable of the format is left out. */
  readonly constants: Readonly<Record<string, string | null>>;
}

/** Makes decoders from access-log formats. */
export interface FormatCompiler {
  compileFormat(template: string): CompiledFormat;
  /** Whether nothing of a JSON text was dropped when it was parsed, as `JSON.parse` does with a key that stands twice. */
  isWhole(parsed: unknown, text: string): boolean;
}

/** The texts of a format's variables, by the variable's number. */
export type Texts = (string | null)[];

/** A place in a format that one variable fills. */
export interface Slot {
  readonly name: string;
  /** Number of the variable among those of the format. */
  readonly index: number;
  /** Whether the variable can have this text. */
  readonly fits: (text: string) => boolean;
  /** Texts that the variable may have; they show at compile time whether two variables without a separator can be told apart. */
  readonly samples: readonly string[];
  /** Between quotes, so that a quote inside the value may be escaped. */
  readonly quoted: boolean;
  /** The variable brings its own quotes (`error.messageString`). */
  readonly selfQuoted: boolean;
  /**
   * The domain is checked in JSON too, where quotes already say where the value ends: two formats in the wild have the same keys and differ only in
   * whether the time is text or a number, and a line may be tried against both.
   */
  readonly checked: boolean;
  /** The value is read past and never returned. */
  readonly secret: boolean;
  /** The variable stands earlier in the same format, so both must say the same. */
  readonly repeated: boolean;
}

/** Literal text around slots: one literal more than there are slots. */
export interface TextTemplate {
  readonly slots: readonly Slot[];
  readonly literals: readonly string[];
}

/** The text of every slot, or the reason why there is no single reading. */
export type Reading = string[] | string;

/** Reasons that more than one part of the decoder gives. */
export interface Reasons {
  readonly notOurs: string;
  /** Whole JSON, but with other keys than the format's: read as text, what is too much would become part of the last value. */
  readonly otherKeys: string;
  readonly ambiguous: string;
  readonly ambiguousEscape: string;
}
