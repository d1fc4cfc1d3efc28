import * as path from "node:path";
import { CloudWatchLogsClient, CreateLogGroupCommand } from "@aws-sdk/client-cloudwatch-logs";
import { CONFIGURATIONS } from "../configurations";
import { checkAskedAgain } from "../emulator/asked-again";
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

/** Applies the fullest configuration to the emulator, plans it again (no difference but the emulator's own gaps), and destroys it. */
export async function checkApplied(work: string): Promise<Applied> {
  const emulator = await startMinistack();
  try {
    await checkAskedAgain(emulator.endpoint);
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
