/** The MCP SDK's types name it as browsers' types declare it. */
type HeadersInit = NonNullable<RequestInit['headers']>;
