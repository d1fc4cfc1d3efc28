import { ServiceError, sdkModule } from "../../../local/stand-ins/sdk-module";

type Value = { S?: string; N?: string };
type Item = Record<string, Value>;

const plain = (value: Value | undefined) => (value === undefined ? undefined : value.N === undefined ? value.S : Number(value.N));

/** Evaluates a DynamoDB condition: attribute_not_exists, comparisons, AND, OR and parentheses. */
function holds(condition: string | undefined, item: Item | undefined, values: Item): boolean {
  if (!condition) return true;
  const text = condition
    .replace(/attribute_not_exists\((\w+)\)/g, (_all, name) => String(item?.[name] === undefined))
    .replace(/(\w+)\s*(<>|<=|<|=)\s*(:\w+)/g, (_all, name, operator, value) => {
      const left = plain(item?.[name]);
      const right = plain(values[value])!;
      // DynamoDB: a comparison with a missing attribute is false, except that it differs from everything.
      if (left === undefined) return String(operator === "<>");
      return String({ "<>": left !== right, "<=": left <= right, "<": left < right, "=": left === right }[operator as "<"]);
    })
    .replace(/\bAND\b/g, "&&")
    .replace(/\bOR\b/g, "||");
  if (!/^[\s()&|truefals]*$/.test(text)) throw new Error(`not understood: ${condition}`);
  return new Function(`return ${text}`)();
}

function change(expression: string, item: Item, values: Item): void {
  for (const [, verb, list] of expression.matchAll(/(SET|ADD)\s+((?:(?!\b(?:SET|ADD)\b).)*)/g)) {
    for (const part of list!.split(",")) {
      const [, name, value] = /^\s*(\w+)\s*=?\s*(:\w+)\s*$/.exec(part)!;
      if (verb === "SET") item[name!] = values[value!]!;
      else item[name!] = { N: String(Number(item[name!]?.N ?? 0) + Number(values[value!]!.N)) };
    }
  }
}

/** A DynamoDB table in memory, with what the state table is used for. `down`, when set, answers every request with its error. */
export function stateTable() {
  const items = new Map<string, Item>();
  const table = {
    items,
    requests: [] as string[],
    down: undefined as ((kind: string, input: any) => Error | undefined) | undefined,
    /** Items of one batch-get that are answered as not processed, to be asked for again. */
    unprocessed: 0,
  };
  const conditional = (item: Item | undefined) => Object.assign(new ServiceError("ConditionalCheckFailedException", 400), { Item: item });
  const asked = (kind: string, input: any) => {
    table.requests.push(kind);
    const error = table.down?.(kind, input);
    if (error) throw error;
  };
  const module = sdkModule("DynamoDBClient", {
    UpdateItem: (input) => {
      asked("UpdateItem", input);
      const key = input.Key.pk.S;
      const item = items.get(key);
      const values = input.ExpressionAttributeValues;
      if (!holds(input.ConditionExpression, item, values)) {
        throw conditional(input.ReturnValuesOnConditionCheckFailure === "ALL_OLD" ? item && { ...item } : undefined);
      }
      const changed = { ...(item ?? { pk: input.Key.pk }) };
      change(input.UpdateExpression, changed, values);
      items.set(key, changed);
      return { Attributes: input.ReturnValues === "ALL_NEW" ? { ...changed } : undefined };
    },
    PutItem: (input) => {
      asked("PutItem", input);
      const key = input.Item.pk.S;
      if (!holds(input.ConditionExpression, items.get(key), input.ExpressionAttributeValues ?? {})) throw conditional(undefined);
      items.set(key, input.Item);
      return {};
    },
    BatchGetItem: (input) => {
      asked("BatchGetItem", input);
      const [name, request] = Object.entries(input.RequestItems)[0] as [string, any];
      if (request.Keys.length > 100) throw new ServiceError("ValidationException", 400);
      const keys: { pk: Value }[] = request.Keys;
      const left = keys.slice(keys.length - Math.min(table.unprocessed, keys.length - 1));
      const processed = table.unprocessed > 0 ? keys.slice(0, keys.length - left.length) : keys;
      table.unprocessed = 0;
      const found = processed.map(({ pk }) => items.get(pk.S!)).filter((item) => item !== undefined);
      return {
        Responses: { [name]: found },
        UnprocessedKeys: processed.length < keys.length ? { [name]: { Keys: left } } : {},
      };
    },
  });
  return Object.assign(table, { module });
}
