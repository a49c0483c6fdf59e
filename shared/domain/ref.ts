import { z } from "zod";
import { idText, pathSegment } from "../text.ts";
import { plain } from "../personal.ts";

/**
 * Names one object of the IDM: its type (the id of a core template, such as `virtualSmartCard`,
 * `user`, `certificate`) and its id within that type (`VSC-000002`). The back end defines the
 * types: a client also shows objects of a type that it does not know.
 */
export const refSchema = z.object({ type: plain(pathSegment(100)), id: idText });
export type Ref = z.infer<typeof refSchema>;

/** The type of cards: the objects that `/v1/identify` finds and that can be in a card reader. */
export const cardType = "virtualSmartCard";

/** Whether two refs name the same object. */
export const sameRef = (a: Ref, b: Ref): boolean => a.type === b.type && a.id === b.id;
