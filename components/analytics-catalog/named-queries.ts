import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { dashboards, type Visual, visualQuery } from "../../analytics/visuals";

/** Days that a saved query looks back, today included. */
const days = 30;
const dayMs = 86_400_000;
/** The literals of a query are dates around this one; any long past one will do, since no real query asks for it. */
const end = new Date("2001-06-01T00:00:00Z");
const start = new Date(end.getTime() - days * dayMs);

/**
 * A visual's question about the last days, whenever it is asked: the dates of the visual's query become expressions of the current date, in a
 * form in which Athena still prunes partitions.
 */
export function relativeQuery(visual: Visual, database: string): string {
  const daysBeforeToday = (day: string) => Math.round((end.getTime() - dayMs - Date.parse(`${day}T00:00:00Z`)) / dayMs);
  const date = (day: string) => {
    const back = daysBeforeToday(day);
    if (back === 0) return "current_date";
    return back > 0 ? `current_date - INTERVAL '${back}' DAY` : `current_date + INTERVAL '${-back}' DAY`;
  };
  return visualQuery(visual, { database, from: start, to: end })
    .replace(/TIMESTAMP '(2001-\d\d-\d\d) 00:00:00\.000'/g, (_, day: string) => `CAST(${date(day)} AS timestamp)`)
    .replace(/'(2001-\d\d-\d\d)'/g, (_, day: string) => `date_format(${date(day)}, '%Y-%m-%d')`);
}

/** Saves the question of every visual in the workgroup, so that analysts begin with something that works. */
export function createNamedQueries(
  name: string,
  args: { readonly databaseName: pulumi.Output<string>; readonly workgroupName: pulumi.Output<string> },
  opts: { readonly parent: pulumi.Resource },
): void {
  for (const dashboard of dashboards.filter(({ localOnly }) => !localOnly)) {
    for (const visual of dashboard.visuals) {
      new aws.athena.NamedQuery(
        `${name}-query-${dashboard.id}-${visual.id}`,
        {
          name: `${dashboard.title}: ${visual.title}`.slice(0, 128),
          description: visual.question.slice(0, 1024),
          database: args.databaseName,
          workgroup: args.workgroupName,
          query: args.databaseName.apply((database) => relativeQuery(visual, database)),
        },
        opts,
      );
    }
  }
}
