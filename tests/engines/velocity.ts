import { routes } from "../../components/logs-api/routes";
import { whichCommand } from "./command";
import type { Engine, EngineReport, Finding } from "./engine";
import { nothingChecked } from "./nothing-checked";
import { isBuilt, type Release, releases } from "./velocity/build";
import { checkAnswers } from "./velocity/check-answers";
import { checkMistakes } from "./velocity/check-mistakes";
import { checkPaging } from "./velocity/check-paging";
import { checkRecipes } from "./velocity/check-recipes";
import { checkRequests, randomCases, tableCases } from "./velocity/check-requests";
import { Renderer } from "./velocity/renderer";

/** Random requests for the release that API Gateway most likely runs, and for the other. */
const RANDOM: Record<Release, number> = { "1.7": 100_000, "2.4.1": 20_000 };

/** Apache Velocity, the language of API Gateway's mapping templates, on the templates of the LogsApi. */
export const engine: Engine = {
  name: "velocity",

  async available() {
    const asked = releases.every(isBuilt) ? ["java"] : ["javac", "mvn"];
    const missing = asked.filter((command) => !whichCommand(command));
    if (missing.length === 0) return { ok: true };
    const install = "bash tests/engines/install-engines.sh, or a JDK from 17 on and Apache Maven 3";
    return { ok: false, missing: `the command ${missing.join(", ")}`, install, needs: ["apt-get"] };
  },

  async run(): Promise<EngineReport> {
    const findings: Finding[] = [];
    const counts: string[] = [];
    for (const release of releases) {
      const renderer = await Renderer.start(release);
      try {
        const table = await checkRequests(renderer, tableCases());
        const random = await checkRequests(renderer, randomCases(RANDOM[release], 20_261_121));
        const answers = await checkAnswers(renderer);
        const paging = await checkPaging(renderer);
        const recipes = await checkRecipes(renderer);
        // What the checks can find does not depend on the release.
        const mistakes = release === releases[0] ? await checkMistakes(renderer) : { count: 0, findings: [] };
        const all = [table, random, answers, paging, recipes, mistakes].flatMap((one) => one.findings);
        const of = { "requests refused": table.refused, "random requests": random.count, answers: answers.count, pages: paging.count };
        all.push(...nothingChecked({ ...of, recipes: recipes.count }));
        findings.push(...all.slice(0, 50).map(({ where, message }) => ({ where: `Velocity ${release}: ${where}`, message })));
        counts.push(
          `${release}: ${table.count} requests of the table, ${random.count} random (${random.refused} refused), ` +
            `${answers.count} answers, ${paging.count} events paged through, ${recipes.count} recipes${mistakes.count ? `, ${mistakes.count} planted mistakes found` : ""}`,
        );
      } finally {
        renderer.close();
      }
    }
    return { version: releases.join(" and "), checked: `${routes.length} routes; ${counts.join("; ")}`, findings };
  },
};
