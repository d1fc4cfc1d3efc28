import type { FormatCompiler } from "../access-log-format";
import type { DirectoryIndex, StageEntry } from "./directory-index";
import type { BoundLine, LineBinder, LineReader } from "./line-binder";
import type { TransformerConfig } from "./transformer-config";

interface Known {
  readonly text: string;
  readonly read: LineReader;
}

/**
 * Chooses the format that a line was written with, by where the line comes from and never by what looks likely:
 * 1. a log group's own stages, where the directory knows them: exactly one of their formats must fit;
 * 2. the stack's own formats;
 * 3. any other known format, exactly one of which must fit (or all that fit must say the same);
 * 4. a JSON object, by the names of its keys.
 * Where the line names its stage, and the directory knows that this stage logs with another format that fits too, then that one is right.
 */
export function makeFormatChooser(
  config: { templates: readonly Omit<TransformerConfig["templates"][number], "name">[]; apiId: number; stage: number },
  tools: { compiler: FormatCompiler; binder: LineBinder },
) {
  const MapOf = Map;
  const stringify = JSON.stringify;
  const { apiId, stage } = config;
  const { binder } = tools;
  const { compileFormat, isWhole } = tools.compiler;
  const readObject = binder.readObject;
  const compiled = new MapOf<string, Known>();
  const know = (template: string, kind: BoundLine["kind"]): Known => {
    const text = template.trim();
    let known = compiled.get(text);
    if (known === void 0) {
      known = { text, read: binder.bindFormat(compileFormat(text), kind) };
      // Formats come and go with deployments; a warm function does not keep them all for ever.
      if (compiled.size > 2000) compiled.clear();
      compiled.set(text, known);
    }
    return known;
  };
  const own: Known[] = [];
  const others: Known[] = [];
  for (const { template, kind, own: isOwn } of config.templates) (isOwn ? own : others).push(know(template, kind ?? null));

  let prepared: DirectoryIndex | null = null;
  let candidates: Known[] = others;
  const prepare = (directory: DirectoryIndex) => {
    if (directory === prepared) return;
    prepared = directory;
    candidates = [...others];
    for (const { template, kind } of directory.templates) {
      const known = know(template, kind);
      if (own.indexOf(known) < 0 && candidates.indexOf(known) < 0) candidates.push(known);
    }
  };
  const stageOf = (line: BoundLine, directory: DirectoryIndex): StageEntry | null =>
    line.cells[apiId] === null ? null : (directory.stages.get(`${line.cells[apiId]}/${line.cells[stage]}`) ?? null);
  /** The reading by the format of the stage that the line names, where that is another one and fits. */
  const asItsStageWrites = (line: BoundLine, by: Known, text: string, directory: DirectoryIndex): BoundLine => {
    const entry = stageOf(line, directory);
    if (entry === null || entry.template === null || entry.template === by.text) return line;
    const better = know(entry.template, entry.kind).read(text);
    return typeof better === "string" ? line : better;
  };
  const exactlyOne = (formats: readonly Known[], text: string, directory: DirectoryIndex): BoundLine | string | null => {
    let found: BoundLine | null = null;
    let said = "";
    for (let i = 0; i < formats.length; i++) {
      const format = formats[i]!;
      const line = format.read(text);
      if (typeof line === "string") continue;
      const entry = stageOf(line, directory);
      if (entry !== null && entry.template !== null && entry.template === format.text) return line;
      if (found === null) {
        found = asItsStageWrites(line, format, text, directory);
        continue;
      }
      if (said === "") said = stringify([found.cells, found.extras, found.times]);
      const other = asItsStageWrites(line, format, text, directory);
      if (said !== stringify([other.cells, other.extras, other.times])) return "ambiguous: several known formats fit the line";
    }
    return found;
  };

  return (text: string, group: readonly StageEntry[] | null, directory: DirectoryIndex): BoundLine | string => {
    prepare(directory);
    let reason = "no known access-log format fits the line";
    if (group !== null) {
      const theirs: Known[] = [];
      for (const entry of group) {
        if (entry.template === null) continue;
        const known = know(entry.template, entry.kind);
        if (theirs.indexOf(known) < 0) theirs.push(known);
      }
      const line = exactlyOne(theirs, text, directory);
      if (line !== null) return line;
      if (theirs.length === 1) reason = theirs[0]!.read(text) as string;
    }
    for (let i = 0; i < own.length; i++) {
      const line = own[i]!.read(text);
      if (typeof line !== "string") return asItsStageWrites(line, own[i]!, text, directory);
    }
    const line = exactlyOne(candidates, text, directory);
    if (line !== null) return line;
    if (text.charCodeAt(0) !== 123) return reason;
    const byKeys = readObject(text, isWhole);
    return typeof byKeys === "string" && group !== null ? `${reason}; ${byKeys}` : byKeys;
  };
}
