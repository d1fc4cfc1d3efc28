import type { ComponentChildren } from "preact";
import { useId, useLayoutEffect, useRef, useState } from "preact/hooks";

interface PopoverProps {
  readonly label: ComponentChildren;
  /** Read out instead of the label, where the label alone would not say it. */
  readonly name?: string;
  readonly class?: string;
  readonly disabled?: boolean;
  readonly title?: string;
  readonly align?: "left" | "right";
  readonly children: (close: () => void) => ComponentChildren;
}

/** A button that opens a panel: closed by Escape, by a click elsewhere and by leaving it with the keyboard. */
export function Popover({ label, name, class: look, disabled, title, align = "left", children }: PopoverProps) {
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const id = useId();

  // With the panel, not after it is painted: a key pressed at once must find it listening.
  useLayoutEffect(() => {
    if (!open) return;
    const elsewhere = (event: Event) => root.current?.contains(event.target as Node) || setOpen(false);
    const onEscape = (event: KeyboardEvent) => event.key === "Escape" && close();
    document.addEventListener("keydown", onEscape);
    document.addEventListener("pointerdown", elsewhere);
    document.addEventListener("focusin", elsewhere);
    root.current?.querySelector<HTMLElement>(".popover input, .popover button")?.focus();
    return () => {
      document.removeEventListener("keydown", onEscape);
      document.removeEventListener("pointerdown", elsewhere);
      document.removeEventListener("focusin", elsewhere);
    };
  }, [open]);

  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  return (
    <div class="popover-root" ref={root}>
      <button
        ref={button}
        type="button"
        class={look ?? "control"}
        aria-haspopup="dialog"
        aria-expanded={open}
        aria-controls={id}
        aria-label={name}
        title={title}
        disabled={disabled}
        onClick={() => setOpen(!open)}
      >
        {label}
      </button>
      {open && (
        <div class={`popover ${align}`} id={id} role="dialog" aria-label={name ?? title}>
          {children(close)}
        </div>
      )}
    </div>
  );
}
