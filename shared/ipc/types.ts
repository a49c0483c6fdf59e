import type { z } from "zod";
import type { Result } from "../errors.ts";
import type { contract } from "./contract.ts";

type Contract = typeof contract;
export type AreaName = keyof Contract;

type CallsOf<A extends AreaName> = {
  [N in keyof Contract[A] as Contract[A][N] extends { kind: "call" } ? N : never]: Contract[A][N];
};
type EventsOf<A extends AreaName> = {
  [N in keyof Contract[A] as Contract[A][N] extends { kind: "event" } ? N : never]: Contract[A][N];
};

/** A call on the side of the page; the arguments are the input of its schema. */
type Call<E> = E extends { args: infer A extends z.ZodType; result: infer R extends z.ZodType }
  ? z.input<A> extends null
    ? () => Promise<Result<z.output<R>>>
    : (args: z.input<A>) => Promise<Result<z.output<R>>>
  : never;

/** A call on the side of the core; the arguments are the output of its schema. */
type Handler<E> = E extends { args: infer A extends z.ZodType; result: infer R extends z.ZodType }
  ? z.output<A> extends null
    ? () => Promise<Result<z.output<R>>>
    : (args: z.output<A>) => Promise<Result<z.output<R>>>
  : never;

type Payload<E> = E extends { payload: infer P extends z.ZodType } ? z.output<P> : never;

/** The interface that the core implements: one function per call, by area. */
export type Handlers = { [A in AreaName]: { [N in keyof CallsOf<A>]: Handler<CallsOf<A>[N]> } };

/** The value that a call answers, by its place: `ValueOf<"session.state">`. */
export type ValueOf<P extends string> = P extends `${infer A extends AreaName}.${infer N}`
  ? N extends keyof Handlers[A]
    ? Handlers[A][N] extends (...args: never) => Promise<Result<infer V>>
      ? V
      : never
    : never
  : never;

/** Ends a subscription. */
export type Unsubscribe = () => void;

/**
 * The interface that the page uses: `client.session.logIn(credentials)` for a call,
 * `client.session.onChanged(listener)` for the event `changed`.
 */
export type Client = {
  [A in AreaName]: { [N in keyof CallsOf<A>]: Call<CallsOf<A>[N]> } & {
    [N in keyof EventsOf<A> & string as `on${Capitalize<N>}`]: (
      listener: (payload: Payload<EventsOf<A>[N]>) => void,
    ) => Unsubscribe;
  };
};

/** Sends an event to every page: `emit("session", "changed", state)`. */
export type Emit = <A extends AreaName, N extends keyof EventsOf<A> & string>(
  area: A,
  name: N,
  payload: Payload<EventsOf<A>[N]>,
) => void;
