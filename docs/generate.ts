import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { formatsPage } from "../analytics/schema/formats-page";
import { referencePage } from "../analytics/schema/reference-page";
import { readmePage } from "./configuration-table";
import { costPage } from "./cost-page";
import { coveragePage } from "./coverage-page";
import { defectsPage } from "./defects-page";
import { verificationPage } from "./verification-page";
import { visualsPage } from "./visuals-page";

/** Pages of this folder that are made from the code: file name → text. A test holds that the files are fresh. */
export const generatedPages: Readonly<Record<string, () => string>> = {
  "cost.md": costPage,
  "coverage.md": coveragePage,
  "defects-avoided.md": defectsPage,
  "formats.md": formatsPage,
  "schema.md": referencePage,
  "verification.md": verificationPage,
  "visuals.md": visualsPage,
  "../README.md": readmePage,
};

if (require.main === module) for (const [file, make] of Object.entries(generatedPages)) writeFileSync(join(__dirname, file), make());
