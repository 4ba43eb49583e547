import ts from "typescript";
import { abi } from "@stopgap/runtime/abi";

/** Counted up whenever the same source would compile to other code; a golden file in the tests watches over it. */
const revision = 2;

/** Names the compiler in an artifact's hash: what must be equal for the same source to give the same code. */
export const fingerprint = `stopgap-compiler@${String(revision)};typescript@${ts.version};abi@${String(abi.version)}`;
