/** One thing that an engine refuses or answers otherwise than the program promises. */
export interface Finding {
  /** The resource, view, function or file, and the property or line in it. */
  where: string;
  /** What the engine said, in its own words where it has some. */
  message: string;
}

/** What one run of an engine has shown. No findings means that everything named in `checked` held. */
export interface EngineReport {
  /** The version that the engine itself reports. */
  version: string;
  /** What was held against it, with counts: "4 configurations, 412 resources". */
  checked: string;
  findings: Finding[];
}

/** A judge that nobody here wrote, made to look at this program. */
export interface Engine {
  name: string;
  /** Whether the engine is on this machine; if not, what is missing and the command that installs it. */
  available(): Promise<{ ok: true } | { ok: false; missing: string; install: string }>;
  run(): Promise<EngineReport>;
}
