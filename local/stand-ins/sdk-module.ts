/** An error as the AWS SDK throws it: a name and the HTTP status. */
export class ServiceError extends Error {
  readonly $metadata: { httpStatusCode: number };
  constructor(name: string, status: number, message = name) {
    super(message);
    this.name = name;
    this.$metadata = { httpStatusCode: status };
  }
}

/** An SDK client module: `new XClient()`, `new YCommand(input)`, and `send`, answered by functions of the input. */
export function sdkModule(client: string, answers: Readonly<Record<string, (input: any) => unknown>>): Record<string, unknown> {
  const commands = Object.fromEntries(
    Object.keys(answers).map((kind) => [
      `${kind}Command`,
      class {
        readonly kind = kind;
        constructor(readonly input: unknown) {}
      },
    ]),
  );
  return {
    ...commands,
    [client]: class {
      async send(command: { kind: string; input: unknown }) {
        return answers[command.kind]!(command.input);
      }
    },
  };
}
