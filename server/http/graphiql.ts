import { renderGraphiQL } from "@graphql-yoga/render-graphiql";

const FRAME = `    __typename
    ... on Frame { cursor }
    ... on StoresSnapshot { stores { id name phase } }
    ... on StoreUpserted { store { id name phase url message } }
    ... on StoreLeft { name reason }`;

/** Operations that are ready to run when GraphiQL is opened for the first time; each is a tab. */
export const READY_MADE: readonly { query: string; variables?: string }[] = [
  {
    query: `# All stores. Every field is explained in the docs on the left.
query Stores {
  stores(first: 50, orderBy: { field: CREATED_AT, direction: DESC }) {
    totalCount
    edges { node { id name engine { name } phase url queuePosition lastError { code message hint resolvedAt } } }
    asOf
  }
  capacity { used limit ownUsed ownLimit provisioning queued }
  engines { name title defaultVersion versions }
}
`,
  },
  {
    query: `mutation Create($input: CreateStoreInput!) {
  createStore(input: $input) {
    __typename
    ... on CreateStoreSuccess { created store { id name phase } differences { field requested actual } }
    ... on DomainError { code message field hint }
    ... on InvalidInput { violations { field got allowed } }
  }
}
`,
    variables: '{\n  "input": { "name": "demo", "engine": "woocommerce" }\n}\n',
  },
  {
    query: `# Runs over WebSocket: leave it open and create a store in the other tab.\nsubscription List {\n  storesChanged {\n${FRAME}\n  }\n}\n`,
  },
  {
    query: `# Take the id from the list.
subscription Timeline($store: ID!) {
  storeEventAdded(store: $store) {
    __typename
    ... on Frame { cursor }
    ... on EventsAppended { events { seq time step type reason message attempt durationMs count } }
    ... on StoreLeft { name reason }
  }
}
`,
    variables: '{\n  "store": ""\n}\n',
  },
  {
    query: `# Size, version, display name: what is left out stays as it is. planStore asks what it would do.
mutation Update($input: UpdateStoreInput!) {
  updateStore(input: $input) {
    __typename
    ... on UpdateStoreSuccess { changed store { name phase size requestedVersion } }
    ... on DomainError { code message field hint }
  }
}
`,
    variables: '{\n  "input": { "id": "", "size": "MEDIUM" }\n}\n',
  },
  {
    query: `mutation Delete($input: DeleteStoreInput!) {
  deleteStore(input: $input) {
    __typename
    ... on DeleteStoreSuccess { store { name phase } }
    ... on DomainError { code message hint }
  }
}
`,
    variables: '{\n  "input": { "id": "", "confirmName": "demo" }\n}\n',
  },
];

export const GRAPHIQL_OPTIONS = {
  title: "Shopyard GraphiQL",
  subscriptionsProtocol: "WS" as const,
  defaultQuery: READY_MADE[0]?.query ?? "",
  defaultTabs: READY_MADE.map(({ query, variables }) => ({ query, variables: variables ?? null })),
};

export { renderGraphiQL };
