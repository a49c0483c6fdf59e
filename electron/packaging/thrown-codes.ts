import { parseSync } from "vite";

/** A code in a source, where an error is made of it. */
export interface Thrown {
  readonly code: string;
  /** Whether the place takes nothing but codes of the catalogue. */
  readonly isSure: boolean;
}

/** What makes an error of the code that is its first argument. */
const makers = new Set(["operatorError", "bridgeFail", "Refusal"]);
/** In the bridge; elsewhere `failure` takes something else. */
const bridgeMaker = "failure";
/** What is given a code, among other things, for an error that it makes. */
const takers = new Set(["refuseFrom", "closeAll", "refuse"]);

type Node = { readonly type: string } & Readonly<Record<string, unknown>>;

const isNode = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";

/**
 * The codes that a source makes errors of, as far as they stand in it as texts. A code that is only
 * compared, listed or described by a schema is not among them.
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
    // An error written out, or a table that leads from other words to codes.
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

/** The name of what is called: `operatorError`, and the last part of `queue.refuseFrom`. */
function nameOf(node: unknown): string {
  if (!isNode(node)) return "";
  if (node.type === "MemberExpression") return nameOf(node["property"]);
  return node.type === "Identifier" && typeof node["name"] === "string" ? node["name"] : "";
}

/** The texts that an expression can come to. */
function texts(node: unknown): readonly string[] {
  if (!isNode(node)) return [];
  if (node.type === "Literal") return typeof node["value"] === "string" ? [node["value"]] : [];
  const parts = ["consequent", "alternate", "left", "right", "expression"];
  const isChoice = /^(Conditional|Logical|Parenthesized|TSAs|TSSatisfies)Expression$/.test(node.type);
  return isChoice ? parts.flatMap((part) => texts(node[part])) : [];
}
