import * as fs from "node:fs";
import * as path from "node:path";

/** A day with days of data on both sides, as `yyyy-MM-dd`. */
export function middleDay(lake: string): string {
  const days = fs
    .readdirSync(path.join(lake, "access_logs"))
    .map((folder) => folder.replace("dt=", ""))
    .sort();
  return days[Math.floor(days.length / 2)]!;
}
