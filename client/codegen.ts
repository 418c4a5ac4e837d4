import type { CodegenConfig } from "@graphql-codegen/cli";

/** Types of the operations in src/graphql, from the printed schema; from the root: `npx graphql-codegen --config client/codegen.ts`. */
const config: CodegenConfig = {
  schema: "schema.graphql",
  documents: ["client/src/graphql/*.graphql"],
  generates: {
    "client/src/generated/": {
      preset: "client",
      presetConfig: { fragmentMasking: false, skipIndexFile: true },
      config: {
        documentMode: "string",
        useTypeImports: true,
        enumsAsTypes: true,
        strictScalars: true,
        scalars: { DateTime: "string", ID: "string" },
      },
    },
  },
};

export default config;
