import { useEffect, useRef, useState } from "preact/hooks";
import type { Answer } from "../contract";

/** An answer on its way: the last one stays in sight until the next is there, so that nothing jumps. */
export interface Asked<T extends Answer = Answer> {
  readonly answer?: T;
  readonly error?: string;
  readonly loading: boolean;
}

/** Asks whenever the key changes; what is no longer wanted is cancelled. An absent key asks nothing yet. */
export function useAnswer<T extends Answer>(key: string | undefined, ask: (signal: AbortSignal) => Promise<T>): Asked<T> {
  const [{ of, ...last }, setAsked] = useState<{ readonly of?: string; readonly answer?: T; readonly error?: string }>({});
  useEffect(() => {
    if (key === undefined) return;
    const stop = new AbortController();
    ask(stop.signal).then(
      (answer) => stop.signal.aborted || setAsked({ of: key, answer }),
      (error: Error) => stop.signal.aborted || setAsked({ of: key, error: error.message }),
    );
    return () => stop.abort();
  }, [key]);
  // From the first moment of a new key on: an answer to another question is never shown as if it were this one's.
  return { ...last, loading: key === undefined || of !== key };
}

/** Whether an element has come near the visible part of the page. It stays true: what was drawn is kept. */
export function useSeen<E extends Element>() {
  const element = useRef<E>(null);
  const [seen, setSeen] = useState(false);
  useEffect(() => {
    const watcher = new IntersectionObserver(
      (entries) => {
        if (!entries.some((e) => e.isIntersecting)) return;
        setSeen(true);
        watcher.disconnect();
      },
      { rootMargin: "400px" },
    );
    watcher.observe(element.current!);
    return () => watcher.disconnect();
  }, []);
  return [element, seen] as const;
}
