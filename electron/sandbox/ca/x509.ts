// @peculiar/x509 (through tsyringe) needs a reflect polyfill in place before it is loaded: import
// it from here.
import "reflect-metadata";

export * from "@peculiar/x509";
