import * as path from "node:path";
import { CloudWatchLogsClient, CreateLogGroupCommand } from "@aws-sdk/client-cloudwatch-logs";
import { CONFIGURATIONS } from "../configurations";
import { startMinistack } from "../emulator/ministack";
import { REGION } from "../recording/recording";
import { applyAndDestroy } from "./apply-and-destroy";
import { newTerraform, recordWithSchema } from "./check-configuration";
import { convertRecording, type ProviderFinding } from "./convert";
import { emulatorDrift, leftOutOfEmulator } from "./emulator-gaps";
import { allowNewer } from "./newer-arguments";

/** Log groups that the settings name and that belong to others. */
async function makeForeignLogGroups(endpoint: string): Promise<void> {
  const logs = new CloudWatchLogsClient({ endpoint, region: REGION, credentials: { accessKeyId: "test", secretAccessKey: "test" } });
  for (const logGroupName of ["/aws/apigateway/orders-http", "/aws/lambda/orders"])
    await logs.send(new CreateLogGroupCommand({ logGroupName }));
}

interface Applied {
  readonly findings: ProviderFinding[];
  readonly resources: number;
}

const alreadyMade = /already\s*(exists|owned)|ResourceInUse|ResourceConflict/i;
const alreadyGone = /not\s*found|does not exist|NoSuch/i;

/** What Terraform says of a resource that its own request made or deleted, when the answer was lost on the way and the request was sent again. */
const askedTwice = ({ phase, message }: ProviderFinding) =>
  (phase === "apply" && alreadyMade.test(message)) || (phase === "destroy" && alreadyGone.test(message));

/**
 * Applies the fullest configuration to the emulator, plans it again (no difference but the emulator's own gaps), and destroys it.
 *
 * A busy emulator may lose an answer, and the provider's second request then finds what the first one did. So what exists already, or is gone already,
 * is asked about once more on a fresh emulator: two resources of one name are refused there too.
 */
export async function checkApplied(work: string): Promise<Applied> {
  const applied = await applyOnce(path.join(work, "first"));
  const twice = applied.findings.find(askedTwice);
  if (!twice) return applied;
  console.log(`provider: ${twice.message}. Was it asked twice? Everything is applied again to a fresh emulator.`);
  return applyOnce(path.join(work, "second"));
}

async function applyOnce(work: string): Promise<Applied> {
  const emulator = await startMinistack();
  try {
    await makeForeignLogGroups(emulator.endpoint);
    const terraform = await newTerraform(path.join(work, "tf"), emulator.endpoint);
    const { config } = CONFIGURATIONS.find((c) => c.name === "everything")!;
    const { recording, schema } = await recordWithSchema(terraform, config, path.join(work, "assets"));
    const converted = convertRecording(recording, schema, { region: REGION, allow: allowNewer, skip: leftOutOfEmulator });
    const { findings, resources } = await applyAndDestroy(terraform, converted, { excused: emulatorDrift });
    return { findings: findings.filter((f) => f.severity === "error"), resources };
  } finally {
    await emulator.stop();
  }
}
