import { parseSync } from "vite";

/** A code in a source file from which an error is made. */
export interface Thrown {
  readonly code: string;
  /** Whether this argument can only be a code of the catalogue. */
  readonly isSure: boolean;
}

/** Functions and classes that make an error of the code in their first argument. */
const makers = new Set(["operatorError", "bridgeFail", "Refusal"]);
/** A maker in the bridge only; elsewhere `failure` takes other arguments. */
const bridgeMaker = "failure";
/** Functions that take a code, among other arguments, for an error that they make. */
const takers = new Set(["refuseFrom", "closeAll", "refuse"]);

type Node = { readonly type: string } & Readonly<Record<string, unknown>>;

const isNode = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";

/**
 * Returns the codes from which a source file makes errors, as far as they are string literals. A
 * code that is only compared, listed or described by a schema is not among them.
 */
export function thrownCodes(file: string, source: string): readonly Thrown[] {
  const { program, errors } = parseSync(file, source);
  if (errors.length > 0) throw new Error(`${file} cannot be parsed: ${errors[0]?.message}`);
  const isBridge = /\/(bridge|virtual-card)\//.test(file);
  const found: Thrown[] = [];

  function look(value: unknown): void {
    if (Array.isArray(value)) return value.forEach(look);
    if (!isNode(value)) return;
    if (value.type === "CallExpression" || value.type === "NewExpression") {
      const name = nameOf(value["callee"]);
      const [first, ...others] = Array.isArray(value["arguments"]) ? value["arguments"] : [];
      const isSure = makers.has(name) || (isBridge && name === bridgeMaker);
      if (isSure || takers.has(name)) add(texts(first), isSure);
      if (takers.has(name)) add(others.flatMap(texts), false);
    }
    // An error as an object literal, or a table that maps other names to codes.
    if (value.type === "Property" && (nameOf(value["key"]) === "code" || texts(value["key"]).length > 0))
      add(texts(value["value"]), false);
    if (value.type === "VariableDeclarator" && nameOf(value["id"]) === "code") add(texts(value["init"]), false);
    Object.values(value).forEach(look);
  }
  const add = (codes: readonly string[], isSure: boolean): void => {
    for (const code of codes) found.push({ code, isSure });
  };

  look(program);
  return found;
}

/** Returns the name of a callee: `operatorError`, or the last part of `queue.refuseFrom`. */
function nameOf(node: unknown): string {
  if (!isNode(node)) return "";
  if (node.type === "MemberExpression") return nameOf(node["property"]);
  return node.type === "Identifier" && typeof node["name"] === "string" ? node["name"] : "";
}

/** Returns the string literals that an expression can evaluate to. */
function texts(node: unknown): readonly string[] {
  if (!isNode(node)) return [];
  if (node.type === "Literal") return typeof node["value"] === "string" ? [node["value"]] : [];
  const parts = ["consequent", "alternate", "left", "right", "expression"];
  const isChoice = /^(Conditional|Logical|Parenthesized|TSAs|TSSatisfies)Expression$/.test(node.type);
  return isChoice ? parts.flatMap((part) => texts(node[part])) : [];
}
