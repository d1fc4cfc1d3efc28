/** A resource as a rule sees it: in a test the registered arguments, in the policy pack what the engine knows. */
export interface JudgedResource {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  readonly props: any;
  /** The component that it belongs to. */
  readonly parent?: { readonly type: string; readonly name: string };
  /** URNs of the resources that a property is made of. */
  readonly madeOf: (property: string) => readonly string[];
}

/** What a rule objects to. */
export interface Violation {
  readonly urn: string;
  readonly message: string;
}

/** Something that every stack must keep. */
export interface Rule {
  /** Stable, in kebab-case: people name it in exceptions. */
  readonly name: string;
  /** What is demanded and why, in one sentence. */
  readonly description: string;
  check(resources: readonly JudgedResource[]): Violation[];
}

/** A rule that looks at one resource at a time: answers what is wrong with it, or nothing. */
export function ruleOn(
  type: string,
  name: string,
  description: string,
  fault: (resource: JudgedResource, all: readonly JudgedResource[]) => string | undefined,
): Rule {
  return {
    name,
    description,
    check: (all) =>
      all
        .filter((resource) => resource.type === type)
        .flatMap((resource) => {
          const message = fault(resource, all);
          return message === undefined ? [] : [{ urn: resource.urn, message }];
        }),
  };
}

/** The resources of a type that refer to another by a property, such as the policy of a bucket. */
export const attachedTo = (all: readonly JudgedResource[], type: string, property: string, { urn }: JudgedResource): JudgedResource[] =>
  all.filter((resource) => resource.type === type && resource.madeOf(property).includes(urn));
