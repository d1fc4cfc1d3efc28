import { type DirectoryReport, makeDirectoryRefresher } from "../../../functions/refresh-directory";
import { handlerText } from "../../../local/handler-text";
import { loadText } from "../../../local/serialized-handler";
import { gateway } from "./gateway";
import { objectStore } from "./object-store";

export type Refresh = (event: unknown, context?: { getRemainingTimeInMillis(): number }) => Promise<DirectoryReport>;

export const refresherText = () => handlerText(makeDirectoryRefresher, {});

/** The serialized refresher beside an API Gateway and a lake in memory. `fresh()` is another container. */
export async function refresherRig(missing: 403 | 404 = 404) {
  const source = await refresherText();
  const world = gateway();
  const lake = objectStore(missing);
  const environment = { LAKE_BUCKET: "lake", DIRECTORY_KEY: "directory/current.json" };
  const fresh = (): Refresh =>
    loadText<unknown, DirectoryReport>(source, { ...world.modules, "@aws-sdk/client-s3": lake.module }, environment);
  return {
    world,
    lake,
    fresh,
    refresh: fresh(),
    snapshot: () => lake.json("directory/current.json"),
    history: () =>
      lake
        .keys("directory/history/")
        .flatMap((key) => lake.text(key)!.trim().split("\n"))
        .map((line) => JSON.parse(line)),
  };
}

/** An event as EventBridge hands it over; every call has an id of its own. */
let events = 0;
export const changeEvent = (eventName: string, requestParameters: unknown, responseElements: unknown = null) => ({
  id: `event-${++events}`,
  source: "aws.apigateway",
  "detail-type": "AWS API Call via CloudTrail",
  detail: { eventSource: "apigateway.amazonaws.com", eventName, requestParameters, responseElements },
});
