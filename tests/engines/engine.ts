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

/** Why an engine is not there, and what to do about it. */
export interface Absence {
  ok: false;
  missing: string;
  /** The command that installs it. */
  install: string;
  /** Commands with which install-engines.sh gets it. Where all are there it could have been installed. Absent: the script does not get it. */
  needs?: readonly string[];
}

/** A judge that nobody here wrote, made to look at this program. */
export interface Engine {
  name: string;
  /** Whether the engine is on this machine. */
  available(): Promise<{ ok: true } | Absence>;
  run(): Promise<EngineReport>;
}
