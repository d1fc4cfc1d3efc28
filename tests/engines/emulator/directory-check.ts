import type { Finding } from "../engine";
import { lakeKeys, lakeObject } from "./lake-rows";
import { HTTP_LOG_GROUP, type RunningSystem } from "./running-system";
import { estate, KEYS, PLANS, SECRET_VALUE } from "./seed-estate";

/** The refresher reads APIs, stages, plans and keys over all pages, and no key value. */
export async function checkDirectory(system: RunningSystem): Promise<{ checked: string; findings: Finding[] }> {
  const findings: Finding[] = [];
  const find = (message: string) => findings.push({ where: "directory/current.json", message });
  const report = await system.invoke("refresh-directory", {});
  const text = (await lakeObject(system, "directory/current.json")).toString();
  const directory = JSON.parse(text);
  if (Object.keys(directory.keys).length !== KEYS)
    find(`${Object.keys(directory.keys).length} keys, must be ${KEYS}: ${JSON.stringify(report)}`);
  if (Object.keys(directory.plans).length !== PLANS) find(`${Object.keys(directory.plans).length} plans, must be ${PLANS}`);
  for (const [i, id] of estate.keyIds.entries()) {
    const key = directory.keys[id];
    if (key?.name !== `customer-${i}`) find(`key ${i} is named ${key?.name}`);
    if (!key?.plans?.includes(estate.planIds[i % PLANS])) find(`key ${i} has the plans ${JSON.stringify(key?.plans)}`);
  }
  if (!directory.apis[estate.restApiId]?.stages?.prod) find("the REST stage is missing");
  if (!directory.apis[estate.httpApiId]?.stages?.live?.accessLogFormat) find("the HTTP stage's format is missing");
  if (!JSON.stringify(directory.logGroups?.[HTTP_LOG_GROUP] ?? "").includes(`${estate.httpApiId}/live`))
    find(`the log group ${HTTP_LOG_GROUP} is not mapped to its stage`);
  if (text.includes(SECRET_VALUE)) find("holds the value of a key");
  for (const key of await lakeKeys(system, "directory/"))
    if ((await lakeObject(system, key)).toString().includes(SECRET_VALUE)) find(`${key} holds the value of a key`);
  const again = await system.invoke("refresh-directory", {});
  if (again.status !== "unchanged") find(`a second refresh says ${JSON.stringify(again)}`);
  return { checked: `${KEYS} keys and ${PLANS} plans over pages`, findings };
}
