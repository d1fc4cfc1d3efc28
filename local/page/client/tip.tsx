import type { ComponentChildren } from "preact";
import { createPortal } from "preact/compat";
import { useLayoutEffect, useRef, useState } from "preact/hooks";

const gap = 14;

/** A note beside the pointer that stays inside the window. */
export function Tip({ x, y, children }: { readonly x: number; readonly y: number; readonly children: ComponentChildren }) {
  const box = useRef<HTMLDivElement>(null);
  const [place, setPlace] = useState({ left: x + gap, top: y + gap });
  useLayoutEffect(() => {
    const { width, height } = box.current!.getBoundingClientRect();
    setPlace({
      left: x + gap + width > innerWidth ? Math.max(4, x - gap - width) : x + gap,
      top: Math.min(y + gap, Math.max(4, innerHeight - height - 4)),
    });
  }, [x, y]);
  return createPortal(
    <div ref={box} class="tip" style={{ left: `${place.left}px`, top: `${place.top}px` }}>
      {children}
    </div>,
    document.body,
  );
}
