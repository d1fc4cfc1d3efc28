/**
 * Regular expressions that compare numbers. In a mapping template every parameter is text, Velocity compares numbers only, and which Java
 * methods API Gateway lets a template call is not documented; `matches` is in common use.
 */

/** Matches the decimal numbers without leading zero that are at least `minimum` and have no more digits. */
export function atLeast(minimum: number): string {
  const digits = [...String(minimum)].map(Number);
  const larger = digits.flatMap((digit, i) => {
    const rest = digits.length - i - 1;
    return digit === 9 ? [] : [`${digits.slice(0, i).join("")}[${digit + 1}-9]${rest ? `[0-9]{${rest}}` : ""}`];
  });
  return [minimum, ...larger].join("|");
}

const lengths = Array.from({ length: 13 }, (_, i) => i + 1);

/** Matches `a,b` (decimal numbers of at most 13 digits, without leading zero) where a is greater than b. */
export const firstIsGreater = [
  // a has more digits.
  ...lengths.slice(1).map((n) => `[0-9]{${n},},[0-9]{${n - 1}}`),
  // As many digits, the same ones up to a place where that of a is greater.
  `(?=(?:${lengths.map((n) => `[0-9]{${n}},[0-9]{${n}}`).join("|")})$)([0-9]*)(?:${lengths
    .slice(0, 9)
    .map((digit) => `${digit}[0-9]*,\\1[0-${digit - 1}]`)
    .join("|")})[0-9]*`,
].join("|");
