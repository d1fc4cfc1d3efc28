import type { LakeValue } from "../../lake";

export const colourOfStatus = (value: LakeValue): string => `var(--m-${String(value)[0]})`;
