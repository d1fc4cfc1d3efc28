import type { RefObject } from "preact";
import { useEffect, useState } from "preact/hooks";

/** Whole pixels that the parent of an element has for it; none before it is laid out. */
export function useSize(element: RefObject<Element>): { readonly width: number; readonly height: number } {
  const [size, setSize] = useState({ width: 0, height: 0 });
  useEffect(() => {
    const watcher = new ResizeObserver(([entry]) => {
      const { width, height } = entry!.contentRect;
      setSize({ width: Math.floor(width), height: Math.floor(height) });
    });
    watcher.observe(element.current!.parentElement!);
    return () => watcher.disconnect();
  }, []);
  return size;
}
