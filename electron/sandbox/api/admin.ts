import { idmApi } from "#shared/idm/api.ts";
import type { Template, TemplateEdit } from "#shared/idm/template.ts";
import { processesOf } from "../engine/catalogue.ts";
import { coreTemplates, findTemplateDefinition, type TemplateDefinition } from "../engine/core-templates.ts";
import { Refusal } from "../refusal.ts";
import { findTemplate, saveTemplate, type StoredTemplate } from "../store/templates.ts";
import { word, type Texts } from "../texts/texts.ts";
import type { Routes } from "./route.ts";
import type { Service } from "./service.ts";

/** Registers the calls on core templates, for the administrator. */
export function adminRoutes({ read, write }: Routes, service: Service): void {
  const find = (id: string): { definition: TemplateDefinition; stored: StoredTemplate } => {
    const definition = findTemplateDefinition(id);
    const stored = findTemplate(service.store.db, id);
    if (definition === undefined || stored === undefined) throw new Refusal("not-found");
    return { definition, stored };
  };

  read(idmApi.coreTemplates, "admin", (_input, { texts }) =>
    coreTemplates.map((definition) => summary(definition, texts)),
  );

  read(idmApi.coreTemplate, "admin", ({ params: { id } }, { texts }) => {
    const { definition, stored } = find(id);
    return toWire(definition, stored, texts);
  });

  write(idmApi.saveCoreTemplate, "admin", ({ params: { id }, body }, { texts, ifMatch }) => {
    const { definition, stored } = find(id);
    const expected = version(ifMatch, texts);
    if (expected !== stored.version) {
      const name = texts.templates[definition.id];
      throw new Refusal("version-conflict", texts.details.versionChanged(name, expected, stored.version));
    }
    const { db } = service.store;
    saveTemplate(db, id, {
      commands: commandsOf(body, definition, texts),
      settings: settingsOf(body, definition, texts),
    });
    return {
      answer: toWire(definition, find(id).stored, texts),
      events: [{ kind: "configurationChanged", coreTemplate: id }],
    };
  });
}

const summary = ({ id, category }: TemplateDefinition, texts: Texts) => ({
  id,
  name: texts.templates[id],
  category: { id: category, name: texts.categories[category] },
});

function toWire(
  definition: TemplateDefinition,
  { version, commands, settings }: StoredTemplate,
  texts: Texts,
): Template {
  return {
    ...summary(definition, texts),
    version,
    states: definition.states.map((id) => ({
      id,
      name: word(texts.states[definition.id], id),
      additionalCommands: (commands[id] ?? []).map((process) => ({ process })),
    })),
    settings,
    availableProcesses: processesOf(definition.id).map(({ symbolicName }) => ({
      symbolicName,
      name: texts.processes[symbolicName].name,
    })),
    settingChoices: definition.settings.map(({ name, values }) => ({
      name,
      label: texts.settings[name],
      choices: values.map((value) => ({ value, label: texts.settingValues[value] })),
    })),
  };
}

/**
 * Reads the version in `If-Match: "3"` (RFC 9110 section 13.1.1). The header is required: without
 * it two administrators could undo each other's changes.
 */
function version(ifMatch: string | undefined, texts: Texts): number {
  const [, digits] = /^"(\d{1,15})"$/.exec(ifMatch ?? "") ?? [];
  if (digits !== undefined) return Number(digits);
  throw new Refusal("invalid-input", texts.details.needsIfMatch, ifMatch === undefined ? { status: 428 } : {});
}

/**
 * Checks and returns the Additional Commands by state: every state once, no command twice in one
 * state, none that is not the template's.
 */
export function commandsOf(
  { states }: TemplateEdit,
  definition: TemplateDefinition,
  { details }: Texts,
): Record<string, string[]> {
  const known = new Set<string>(processesOf(definition.id).map(({ symbolicName }) => symbolicName));
  const invalid = (detail: string): Refusal => new Refusal("invalid-input", detail);
  const ids: readonly string[] = definition.states;
  for (const { id } of states) if (!ids.includes(id)) throw invalid(details.unknownStateTab(id));
  for (const id of ids)
    if (states.filter((state) => state.id === id).length !== 1) throw invalid(details.missingStateTab(id));
  return Object.fromEntries(
    states.map(({ id, additionalCommands }) => {
      const commands = additionalCommands.map(({ process }) => process);
      for (const [place, process] of commands.entries()) {
        if (!known.has(process)) throw invalid(details.unknownCommand(process));
        if (commands.indexOf(process) !== place) throw invalid(details.repeatedCommand(process));
      }
      return [id, commands];
    }),
  );
}

/** Checks and returns the settings: each of the template's with one of its values, and no other. */
export function settingsOf(
  { settings }: TemplateEdit,
  definition: TemplateDefinition,
  { details }: Texts,
): Record<string, string> {
  for (const name of Object.keys(settings)) {
    if (!definition.settings.some((setting) => setting.name === name)) {
      throw new Refusal("invalid-input", details.unknownSetting(name));
    }
  }
  for (const { name, values } of definition.settings) {
    if (!values.some((value) => value === settings[name]))
      throw new Refusal("invalid-input", details.settingValue(name));
  }
  return settings;
}
