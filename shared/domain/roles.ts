/**
 * Roles of operators, as the sandbox names them. A back end may have others; they open no area
 * here.
 */
export const roles = [
  "virtualSmartCardManager",
  "helpdeskOfficer",
  "registrationOfficer",
  "approver",
  "policyAdministrator",
  /**
   * Held in addition to a role that runs the processes one by one: allows running them on many
   * objects at once.
   */
  "bulkOperator",
] as const;
export type Role = (typeof roles)[number];

/** Parts of the application that are shown depending on the role. */
export type Area = "search" | "tasks" | "bulk" | "admin";

/** The areas of each role; the first is where its work starts. */
const areasOfRole: Readonly<Record<Role, readonly Area[]>> = {
  virtualSmartCardManager: ["search"],
  helpdeskOfficer: ["search"],
  registrationOfficer: ["search", "tasks"],
  approver: ["tasks", "search"],
  policyAdministrator: ["admin"],
  bulkOperator: ["bulk"],
};

/** Whether an operator with these roles may see an area. The back end checks every call again. */
export function maySee(area: Area, operatorRoles: readonly string[]): boolean {
  return roles.some((role) => operatorRoles.includes(role) && areasOfRole[role].includes(area));
}

/** Returns the area in which an operator with these roles starts; null if they open no area. */
export function startArea(operatorRoles: readonly string[]): Area | null {
  const role = roles.find((known) => operatorRoles.includes(known));
  return role === undefined ? null : (areasOfRole[role][0] ?? null);
}
