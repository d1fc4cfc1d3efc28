import { Presets, SingleBar } from "cli-progress";

/** A bar on a terminal; silence where the output goes elsewhere. */
export interface Progress {
  /** Sets how far the work is. */
  at(value: number): void;
  done(): void;
}

/** Starts a bar for `total` units of work. */
export function showProgress(label: string, total: number): Progress {
  if (!process.stderr.isTTY || total === 0) return { at: () => {}, done: () => {} };
  const bar = new SingleBar(
    { format: `${label.padEnd(14)} {bar} {value}/{total}`, hideCursor: true, clearOnComplete: true },
    Presets.shades_classic,
  );
  bar.start(total, 0);
  return { at: (value) => bar.update(Math.min(value, total)), done: () => bar.stop() };
}
