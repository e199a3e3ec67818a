export type Condition = { readonly placeholder?: never };
export type Evidence = { readonly placeholder?: never };
