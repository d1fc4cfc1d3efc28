/** The provider that judges: the newest one whose binary and schema this engine has been measured with. */
export const PROVIDER_VERSION = "5.100.0";

/** Values that @pulumi/aws 7 (provider 6.x) knows and this provider is too old for, and what stands in for them, by Terraform type and argument. */
export const NEWER_VALUES: Record<string, Record<string, Record<string, string>>> = {
  aws_lambda_function: { runtime: { "nodejs24.x": "nodejs22.x" } },
};
