/**
 * A text as an SQL literal that Trino and DuckDB read alike. Quotes are doubled, backslashes mean themselves.
 *
 * @throws on a NUL character, which neither engine takes
 */
export function textLiteral(value: string): string {
  if (value.includes("\u0000")) {
    throw new Error("Invalid filter value: must not contain a NUL character.");
  }
  return `'${value.replaceAll("'", "''")}'`;
}

/** A moment as a `timestamp(3)` literal in UTC. */
export function timestampLiteral(moment: Date): string {
  return `TIMESTAMP '${moment.toISOString().replace("T", " ").replace("Z", "")}'`;
}

/** The UTC day of a moment, as the partition column `dt` writes it. */
export const dayOf = (moment: Date): string => moment.toISOString().slice(0, 10);

const identifier = /^[a-z_][a-z0-9_]*$/;

/** @throws when a name is not a plain lower-case SQL identifier */
export function databaseName(name: string): string {
  if (!identifier.test(name)) {
    throw new Error(`Invalid database name: must be lower-case letters, digits and underscores, got '${name}'.`);
  }
  return name;
}
