import { randomUUID } from "node:crypto";

/** Throws unless the emulator does once what is sent to it twice under one invocation id, and answers alike; and refuses what another request has made. */
export async function checkAskedAgain(endpoint: string): Promise<void> {
  const create = async (invocation: string) => {
    const headers = {
      "content-type": "application/x-amz-json-1.1",
      "x-amz-target": "Logs_20140328.CreateLogGroup",
      "amz-sdk-invocation-id": invocation,
      authorization: "AWS4-HMAC-SHA256 Credential=test/20260101/eu-west-1/logs/aws4_request, SignedHeaders=host, Signature=test",
    };
    return (await fetch(endpoint, { method: "POST", headers, body: JSON.stringify({ logGroupName: "/asked/again" }) })).status;
  };
  const [one, another] = [randomUUID(), randomUUID()];
  const answers = [...(await Promise.all([create(one), create(one)])), await create(one), await create(another)];
  if (answers.join() !== "200,200,200,400")
    throw new Error(`the emulator answered a request that was sent again with ${answers.join(", ")}`);
}
