import { z } from "zod";
import { idmObjectSchema, type IdmObject } from "#shared/idm/object.ts";
import { searchItemSchema, type SearchItem } from "#shared/idm/search.ts";
import { taskSchema, type Task } from "#shared/idm/task.ts";
import { templateSchema, type Template } from "#shared/idm/template.ts";
import { objectViewSchema, type ObjectView } from "#shared/ipc/object-view.ts";
import type { RecordingItem } from "#shared/ipc/recording.ts";

/** The objects in a recording, each as it was last seen. */
export interface KnownObjects {
  readonly objects: ReadonlyMap<string, IdmObject>;
  /** Rows of searches, by the object. */
  readonly rows: ReadonlyMap<string, SearchItem>;
  readonly tasks: readonly Task[];
  readonly templates: ReadonlyMap<string, Template>;
  /** The processes of an object view, by the type of the object. */
  readonly offers: ReadonlyMap<string, ObjectView["processes"]>;
}

/** Fields with an object that does not exist yet: as it would be after a process. */
const supposed: ReadonlySet<string> = new Set(["expected"]);
/** The deepest nesting of an answer of the contract. */
const deepest = 12;

const keyOf = ({ ref }: { readonly ref: { readonly type: string; readonly id: string } }): string =>
  `${ref.type}/${ref.id}`;

/**
 * Collects the objects in the answers, events and exchanges of a recording, in the order of time.
 */
export function knownObjects(items: readonly RecordingItem[]): KnownObjects {
  const objects = new Map<string, IdmObject>();
  const rows = new Map<string, SearchItem>();
  const templates = new Map<string, Template>();
  const offers = new Map<string, ObjectView["processes"]>();
  let tasks: readonly Task[] = [];

  function look(value: unknown, depth: number): void {
    if (typeof value !== "object" || value === null || depth > deepest) return;
    const object = "certificates" in value ? idmObjectSchema.safeParse(value).data : undefined;
    if (object !== undefined) return void objects.set(keyOf(object), object);
    const row = "columns" in value ? searchItemSchema.safeParse(value).data : undefined;
    if (row !== undefined) return void rows.set(keyOf(row), row);
    const template = "availableProcesses" in value ? templateSchema.safeParse(value).data : undefined;
    if (template !== undefined) return void templates.set(template.id, template);
    const view = "processes" in value ? objectViewSchema.safeParse(value).data : undefined;
    if (view !== undefined) offers.set(view.object.ref.type, view.processes);
    for (const [name, part] of Object.entries(value)) if (!supposed.has(name)) look(part, depth + 1);
  }

  const calls = new Map<number, string>();
  for (const item of items) {
    if (item.kind === "call") calls.set(item.id, item.place);
    if (item.kind === "event") look(item.payload, 0);
    if (item.kind === "exchange" && item.outcome.kind === "answer") look(item.outcome.value, 0);
    if (item.kind !== "answer") continue;
    const list = calls.get(item.id) === "tasks.list" ? taskList.safeParse(item.result).data : undefined;
    if (list === undefined) look(item.result, 0);
    else tasks = list.value;
  }
  return { objects, rows, tasks, templates, offers };
}

const taskList = z.object({ value: z.array(taskSchema) });
