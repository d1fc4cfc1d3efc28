import { meaningColours, meaningOf, type Theme } from "../../../analytics/visuals";
import type { LakeValue } from "../../lake";

/** The variable of the style sheet that holds a value's colour, where the value means something. */
export function colourOfStatus(status: LakeValue): string {
  return `var(--${meaningOf("status", String(status)) ?? "redirect"})`;
}

/** Gives the style sheet the colours of the meanings, those of the charts. */
export function publishColours(theme: Theme): void {
  for (const [meaning, colour] of Object.entries(meaningColours[theme])) document.documentElement.style.setProperty(`--${meaning}`, colour);
}
