// How @hey-api/openapi-ts is asked: a client over fetch, whose imports Node resolves by itself.
export default {
  input: process.env.ANJUAN_CONTRACT_DOCUMENT,
  output: { path: "hey-api", module: { extension: ".js" } },
  plugins: ["@hey-api/client-fetch", "@hey-api/typescript", "@hey-api/sdk"],
};
