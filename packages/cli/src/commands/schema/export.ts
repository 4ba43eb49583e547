import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";

import { packSchema, parseSchema } from "@stopgap/schema";

import type { Command } from "../../command.js";
import { textOptionOr } from "../../options/cli-option.js";
import { resultLine } from "../../output/result-line.js";
import { readSchemaFiles } from "../../schema/schema-files.js";

const toOption = textOptionOr("postgresql.tar.gz", {
  flags: "--to <file>",
  description: "the archive to write",
  twin: "STOPGAP_SCHEMA_EXPORT_TO",
});

/** `stopgap schema export` */
export const schemaExportCommand: Command = {
  name: "export",
  summary: "check a schema and pack it as an archive for the gateway",
  words: [{ name: "[schema]", description: "its folder; default: the current folder" }],
  options: [toOption],
  run: async ({ context, options, words: [given] }) => {
    const { source } = await readSchemaFiles(given, context.folder);
    await parseSchema(source);
    const packed = await packSchema(source);
    const file = resolve(context.folder, options.value(toOption));
    await replaceFile(file, packed);
    const { checksum, files, notes } = source;
    const bytes = packed.byteLength;
    return {
      document: {
        command: "schema export",
        file,
        byte_count: bytes,
        file_count: files.length,
        checksum,
        notes,
      },
      text: (style) =>
        resultLine(
          "exported",
          { file, bytes, files: files.length, checksum: checksum.slice(0, 12) },
          style,
        ),
    };
  },
};

/** Writes a file so that nobody ever sees half of it. */
async function replaceFile(file: string, bytes: Uint8Array): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const written = `${file}.${process.pid}.part`;
  try {
    await writeFile(written, bytes);
    await rename(written, file);
  } finally {
    await rm(written, { force: true });
  }
}
