/** One resource as the program registered it, its assets written to disk. */
export interface RecordedResource {
  urn: string;
  /** Pulumi type token. */
  type: string;
  name: string;
  custom: boolean;
  /** Obtained by `.get()`: exists already, nothing is created. */
  read: boolean;
  /** The Terraform type; absent without a schema, or where the provider has none. */
  tfType?: string;
  /** `type.name` in the Terraform text. */
  address?: string;
  inputs: any;
  parent: string;
  provider: string;
  protect: boolean;
  retainOnDelete: boolean;
  ignoreChanges: string[];
  /** Terraform addresses. */
  dependsOn: string[];
}

/** Everything one run of the program has registered. */
export interface Recording {
  resources: RecordedResource[];
  /** What the numbered reference tokens stand for, in Terraform's notation. */
  expressions: string[];
  outputs: Record<string, unknown>;
  /** Invokes that nobody could answer. */
  unanswered: string[];
  errors: string[];
}

/** What the recorder needs to know; JSON, because it travels to a child process. */
export interface RecordingJob {
  /** Folder that holds index.ts, package.json and node_modules. */
  program: string;
  project: string;
  stack: string;
  config: Record<string, string>;
  secretKeys: string[];
  region: string;
  account: string;
  /** Terraform resource schemas; absent: plain names and ARNs instead of reference tokens. */
  schemaFile?: string;
  /** Folder for archives and files. */
  assets: string;
  /** Invoke token → answer, for what `invokes.ts` does not know. */
  invokes: Record<string, any>;
}

/** An archive or asset as the recorder leaves it in the inputs. */
export interface WrittenAsset {
  __file: string;
  /** Folder with the files of an archive, as the service would unpack it. */
  __folder?: string;
  bytes: number;
  unpacked: number;
  entries: string[];
}

/** Account that every recording is made for. */
export const ACCOUNT = "123456789012";
/** Region that every recording is made for. */
export const REGION = "eu-west-1";
