import type { RouteShorthandOptions } from "fastify";
import { type TObject, type TSchema, Type } from "typebox";

/** A route that takes a form. */
export interface FormSchema<Answer extends TSchema> {
  readonly summary: string;
  readonly fields: Readonly<Record<string, "required" | "optional">>;
  /** Whether an archive, `schema`, must come with it. */
  readonly file: "required" | "optional";
  readonly response: Answer;
}

/**
 * The options of a route that takes a form: the description of the form for the API's description. The form itself is read, and so
 * checked, by the route.
 */
export function formSchema<Answer extends TSchema>({
  summary,
  fields,
  file,
  response,
}: FormSchema<Answer>): RouteShorthandOptions & {
  readonly schema: { readonly response: { readonly 200: Answer } };
} {
  return {
    schema: {
      summary,
      tags: ["tenants"],
      consumes: ["multipart/form-data"],
      body: formBody(fields, file),
      response: { 200: response },
    },
    // There is no body to look at before the form is read.
    validatorCompiler: () => () => true,
  };
}

function formBody(fields: FormSchema<TSchema>["fields"], file: "required" | "optional"): TObject {
  const archive = Type.Unsafe<never>({
    type: "string",
    format: "binary",
    description: "A .tar.gz of the folder postgresql/",
  });
  return Type.Object({
    ...Object.fromEntries(
      Object.entries(fields).map(([name, need]) => [
        name,
        need === "required" ? Type.String() : Type.Optional(Type.String()),
      ]),
    ),
    schema: file === "required" ? archive : Type.Optional(archive),
  });
}
