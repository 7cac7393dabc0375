using static TracedLlm.Facts.MetadataPlace;

namespace TracedLlm.Facts;

/// <summary>
/// The places where a request can name its session, user, trace, tags and agent, as LiteLLM's proxy 1.106 reads them. Of the rows of one
/// key the first that has a value counts; tags are the exception: all of them are added.
/// </summary>
internal static class MetadataSourceTable
{
    /// <summary>The rows, in the order of their precedence.</summary>
    public static readonly MetadataSourceFacts[] Rows =
    [
        new(MetadataKeyTable.SessionId, LangfuseHeader, "langfuse_session_id"),
        new(MetadataKeyTable.SessionId, Header, "x-litellm-trace-id"),
        new(MetadataKeyTable.SessionId, Header, "x-litellm-session-id"),
        new(MetadataKeyTable.SessionId, VendorHeader, "x-{vendor}-session-id", "at least 8 letters, digits, `_` or `-`; of several, the first by name"),
        new(MetadataKeyTable.SessionId, CodexHeader, "session-id", "if the user agent is Codex"),
        new(MetadataKeyTable.SessionId, CodexHeader, "session_id", "if the user agent is Codex"),
        new(MetadataKeyTable.SessionId, CodexHeader, "thread-id", "if the user agent is Codex"),
        new(MetadataKeyTable.SessionId, CodexHeader, "conversation_id", "if the user agent is Codex"),
        new(MetadataKeyTable.SessionId, Header, "x-session-id"),
        new(MetadataKeyTable.SessionId, Baggage, "langfuse_session_id", "of a trusted caller"),
        new(MetadataKeyTable.SessionId, Baggage, "session.id", "of a trusted caller"),
        new(MetadataKeyTable.SessionId, SessionInUserId, "user_id", "Claude Code, where `metadata` is the provider's: its member `session_id`, or a text that ends in `_session_{id}`"),
        new(MetadataKeyTable.SessionId, BodyField, "litellm_session_id"),
        new(MetadataKeyTable.SessionId, BodyField, "litellm_trace_id"),
        new(MetadataKeyTable.SessionId, MetadataKey, "session_id"),
        new(MetadataKeyTable.SessionId, MetadataKey, "trace_id"),

        new(MetadataKeyTable.TraceUserId, LangfuseHeader, "langfuse_trace_user_id"),
        new(MetadataKeyTable.TraceUserId, MetadataKey, "trace_user_id"),
        new(MetadataKeyTable.TraceUserId, Header, "x-litellm-customer-id"),
        new(MetadataKeyTable.TraceUserId, Header, "x-litellm-end-user-id"),
        new(MetadataKeyTable.TraceUserId, BodyField, "user"),
        new(MetadataKeyTable.TraceUserId, MetadataPlace.LiteLlmMetadata, "user"),
        new(MetadataKeyTable.TraceUserId, MetadataPlace.Metadata, "user_id", "Anthropic's own field"),
        new(MetadataKeyTable.TraceUserId, BodyField, "safety_identifier"),
        new(MetadataKeyTable.TraceUserId, Baggage, "langfuse_user_id", "of a trusted caller"),
        new(MetadataKeyTable.TraceUserId, Baggage, "user.id", "of a trusted caller"),
        new(MetadataKeyTable.TraceUserId, Caller, "UserId"),

        new(MetadataKeyTable.TraceIdKey, LangfuseHeader, "langfuse_trace_id"),
        new(MetadataKeyTable.TraceIdKey, MetadataKey, "trace_id"),
        new(MetadataKeyTable.TraceIdKey, Header, "x-litellm-trace-id"),
        new(MetadataKeyTable.TraceIdKey, BodyField, "litellm_trace_id"),

        new(MetadataKeyTable.Tags, BodyField, "tags"),
        new(MetadataKeyTable.Tags, MetadataKey, "tags"),
        new(MetadataKeyTable.Tags, LangfuseHeader, "langfuse_tags", "if the metadata has no tags"),
        new(MetadataKeyTable.Tags, Header, "x-litellm-tags"),
        new(MetadataKeyTable.Tags, Baggage, "langfuse_tags", "of a trusted caller, if the metadata has no tags"),
        new(MetadataKeyTable.Tags, Caller, "KeyTags"),
        new(MetadataKeyTable.Tags, Caller, "TeamTags"),

        new(MetadataKeyTable.AgentId, Header, "x-litellm-agent-id"),
    ];

    /// <summary>The rows of a key, in the order of their precedence.</summary>
    public static MetadataSourceFacts[] RowsOf(MetadataKeyFacts key) => Array.FindAll(Rows, row => row.Key == key);
}
