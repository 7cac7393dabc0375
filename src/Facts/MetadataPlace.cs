namespace TracedLlm.Facts;

/// <summary>The kind of place in a request where a value stands.</summary>
internal enum MetadataPlace
{
    /// <summary>The header <c>langfuse_{key}</c>.</summary>
    LangfuseHeader,

    /// <summary>A header.</summary>
    Header,

    /// <summary>A header <c>x-{vendor}-session-id</c> whose value has the form of an id.</summary>
    VendorHeader,

    /// <summary>A header of Codex, which only counts if the user agent is Codex.</summary>
    CodexHeader,

    /// <summary>An entry of the <c>baggage</c> of a trusted caller.</summary>
    Baggage,

    /// <summary>A field of the body.</summary>
    BodyField,

    /// <summary>A key of the gateway's metadata.</summary>
    MetadataKey,

    /// <summary>A field of the body's <c>litellm_metadata</c>, on every API.</summary>
    LiteLlmMetadata,

    /// <summary>A field of the body's <c>metadata</c>, on every API.</summary>
    Metadata,

    /// <summary>The session that Claude Code writes into <c>metadata.user_id</c>.</summary>
    SessionInUserId,

    /// <summary>What the gateway states about the caller's key; see <c>LlmTrace.SetCaller</c>.</summary>
    Caller,
}
