import { z } from "zod";
import { idText, pathSegment } from "../text.ts";
import { plain } from "../personal.ts";

/**
 * Names one object of the IDM: its type (the id of a core template, such as `virtualSmartCard`,
 * `user`, `certificate`) and its id within that type (`VSC-000002`). The types are the back end's:
 * a client shows one that it has never heard of.
 */
export const refSchema = z.object({ type: plain(pathSegment(100)), id: idText });
export type Ref = z.infer<typeof refSchema>;

/**
 * The type whose objects are cards: what `/v1/identify` finds, and what can be in a card reader.
 */
export const cardType = "virtualSmartCard";

/** Two refs name the same object. */
export const sameRef = (a: Ref, b: Ref): boolean => a.type === b.type && a.id === b.id;
