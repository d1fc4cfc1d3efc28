/**
 * Fills an access-log template the way API Gateway does: `$context.x` becomes the value, `-` where it is unset.
 * Values are escaped as inside JSON strings, which is what is seen on REST APIs (AWS documents no rule).
 */
export function accessLogLine(template: string, values: Readonly<Record<string, string | number>>): string {
  return template.replace(/\$context\.([A-Za-z0-9_.]+[A-Za-z0-9_])/g, (_all, name: string) => {
    const value = values[name];
    return value === undefined || value === "" ? "-" : JSON.stringify(String(value)).slice(1, -1);
  });
}
