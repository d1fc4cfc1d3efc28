import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { physicalName } from "./names";

/** What a {@link PseudonymKey} needs to know. */
export interface PseudonymKeyArgs {
  /** The customer's own key for the secret. @default the account's key of Secrets Manager */
  readonly kmsKeyArn?: pulumi.Input<string>;
  /** Whether the secret outlives `pulumi destroy`: without it the same caller gets another pseudonym. */
  readonly keep: boolean;
}

/**
 * The key of the pseudonyms. Secrets Manager makes it up itself, so that it is neither in the program, nor in Pulumi's state, nor on
 * anybody's machine. A new version, put there by hand, is used within the hour; rows say which version made their pseudonyms.
 */
export class PseudonymKey extends pulumi.ComponentResource {
  declare readonly secretArn: pulumi.Output<string>;

  constructor(name: string, args: PseudonymKeyArgs, opts?: pulumi.ComponentResourceOptions) {
    super("api-usage-analytics:components:PseudonymKey", name, {}, opts);
    const secret = new aws.cloudcontrol.Resource(
      `${name}-secret`,
      {
        typeName: "AWS::SecretsManager::Secret",
        desiredState: pulumi.jsonStringify({
          Name: physicalName("pseudonym-key", 512),
          Description: "Key of the pseudonyms in the API usage lake",
          GenerateSecretString: { PasswordLength: 64, ExcludePunctuation: true },
          KmsKeyId: args.kmsKeyArn,
        }),
      },
      { parent: this, retainOnDelete: args.keep },
    );
    // Cloud Control identifies a secret by its ARN.
    this.secretArn = secret.id;
    this.registerOutputs({ secretArn: this.secretArn });
  }
}
