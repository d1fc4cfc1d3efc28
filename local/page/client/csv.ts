import type { Answer } from "../contract";

/** One CSV field. Text that a spreadsheet would run as a formula gets a leading apostrophe: log lines are written by strangers. */
function field(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  // Spreadsheets of East Asia take the wide signs for the narrow ones.
  const text = /^[=+\-@\t\r\n＝＋－＠]/.test(String(value)) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** An answer as RFC 4180 text: column names first, times in UTC. */
export const toCsv = ({ columns, rows }: Pick<Answer, "columns" | "rows">) =>
  [columns.map((c) => c.name), ...rows].map((row) => `${row.map(field).join(",")}\r\n`).join("");

/** Gives the viewer a file. */
export function download(name: string, url: string): void {
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
}

export function downloadText(name: string, type: string, text: string): void {
  // The byte order mark makes spreadsheets read the file as UTF-8.
  const url = URL.createObjectURL(new Blob(["\ufeff", text], { type: `${type};charset=utf-8` }));
  download(name, url);
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
