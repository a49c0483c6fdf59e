import { createContext, use } from "react";
import type { ErrorCode } from "#shared/errors.ts";

type OpenCatalogue = (code: ErrorCode) => void;

const CatalogueContext = createContext<OpenCatalogue | null>(null);
export const CatalogueProvider = CatalogueContext.Provider;

/**
 * Returns a function that opens the catalogue of errors at a code; null if no screen can be opened,
 * as while locked.
 */
export const useCatalogue = (): OpenCatalogue | null => use(CatalogueContext);
