import type { Route } from "../../desk/navigation.ts";

/** Whether the route shows this task. */
export const isAt = (route: Route, task: string): boolean => route.screen === "tasks" && route.task === task;
