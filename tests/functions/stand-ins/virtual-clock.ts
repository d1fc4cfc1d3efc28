/**
 * Lets waiting take no time: `setTimeout` and `Date.now` of this process run on a clock that jumps to the next timer as soon as nothing else is
 * left to do. Everything that is awaited meanwhile must settle without real timers or input and output.
 */
export async function onVirtualClock<T>(run: (clock: { now(): number; elapsedMs(): number }) => Promise<T>): Promise<T> {
  const real = { setTimeout: globalThis.setTimeout, now: Date.now };
  const start = real.now();
  let now = start;
  const timers: { at: number; call: () => void }[] = [];
  let running = true;
  const jump = () => {
    if (!running) return;
    const next = timers.reduce<(typeof timers)[number] | undefined>(
      (first, timer) => (first && first.at <= timer.at ? first : timer),
      undefined,
    );
    if (next) {
      timers.splice(timers.indexOf(next), 1);
      now = Math.max(now, next.at);
      next.call();
    }
    setImmediate(jump);
  };
  globalThis.setTimeout = ((call: () => void, ms = 0) => timers.push({ at: now + ms, call })) as unknown as typeof setTimeout;
  Date.now = () => now;
  setImmediate(jump);
  try {
    return await run({ now: () => now, elapsedMs: () => now - start });
  } finally {
    running = false;
    globalThis.setTimeout = real.setTimeout;
    Date.now = real.now;
  }
}
