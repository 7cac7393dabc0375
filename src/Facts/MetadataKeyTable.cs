using static TracedLlm.Facts.MetadataSetter;
using static TracedLlm.Facts.MetadataValueKind;

namespace TracedLlm.Facts;

/// <summary>
/// The metadata keys that have a meaning: the keys that LiteLLM's proxy writes, and the keys that its Langfuse integrations read.
/// Every span gets a key without a row as <c>litellm.metadata.{key}</c>.
/// </summary>
internal static class MetadataKeyTable
{
    /// <summary>The prefix of the names that only the gateway may set, with or without a row.</summary>
    public const string KeyPrefix = "user_api_key";

    /// <summary>The prefix of the attributes of keys without a row.</summary>
    public const string OtherPrefix = "litellm.metadata.";

    /// <summary>The names and reasons of what is left out of a request's metadata. String array, root.</summary>
    public const string DroppedAttribute = OtherPrefix + "dropped";

    /// <summary>The rows. <see cref="MetadataKeyFacts.Index"/> is the index of a row in this array.</summary>
    public static readonly MetadataKeyFacts[] Rows = Numbered(
    [
        // Keys that a caller sets for its trace.
        new("existing_trace_id", Request, TraceId, LibraryAttributes.TraceJoined, "Joins a trace that belongs to others, and marks the spans as joined."),
        new("trace_id", Both, TraceId, LiteLlm.TraceId, "The trace's id. The attribute has the text that the caller sent."),
        new("parent_observation_id", Request, SpanId, null, "The id of the root's parent span."),
        new("update_trace_keys", Request, Texts, LibraryAttributes.TraceUpdateKeys, "The fields of a joined trace that the request may change."),
        new("trace_user_id", Request, Text, LiteLlm.UserId, "The user."),
        new("session_id", Both, Text, LiteLlm.SessionId, "The session. It never sets the trace id."),
        new("tags", Both, Texts, LiteLlm.TraceTags, "The trace's tags."),
        new("trace_name", Request, Text, LiteLlm.TraceName, "The trace's name."),
        new("trace_version", Request, Text, LiteLlm.TraceVersion, "The trace's version."),
        new("trace_release", Request, Text, LiteLlm.TraceRelease, "The trace's release."),
        new("trace_metadata", Request, MetadataValueKind.Json, LiteLlm.TraceMetadata, "The trace's metadata, as JSON text."),
        new("debug_langfuse", Request, Flag, LibraryAttributes.TraceDebug, "Whether the caller debugs its metadata."),

        // Keys that a caller sets for the generation.
        new("generation_name", Request, Text, LiteLlm.GenerationName, "The generation's name in a vendor's view."),
        new("generation_id", Request, Text, LiteLlm.GenerationId, "The caller's id of the generation. It is not the span's id."),
        new("version", Request, Text, LiteLlm.GenerationVersion, "The generation's version."),
        new("mask_input", Request, Flag, null, "Replaces the input in every place that captures content."),
        new("mask_output", Request, Flag, null, "Replaces the output in every place that captures content."),
        new("turn_off_message_logging", Request, Flag, null, "Masks input and output, as LiteLLM does; `false` asks for content, if [the gateway allows it](content.md)."),
        new("no-log", Request, Flag, null, "Masks input and output. The spans stay."),
        new("prompt", Request, Prompt, null, "The Langfuse prompt: its name and version."),
        new("prompt_name", Request, Text, LiteLlm.PromptName, "The prompt's name, if the request has no key `prompt`."),
        new("prompt_version", Request, WholeNumber, LiteLlm.PromptVersion, "The prompt's version. It needs a prompt name."),

        // Keys that the gateway sets for its caller.
        new(KeyPrefix, Gateway, Unread, null, "The key or its hash."),
        new("user_api_key_hash", Gateway, Text, LiteLlm.ApiKeyHash, "The key's hash."),
        new("user_api_key_alias", Gateway, Text, LiteLlm.ApiKeyAlias, "The key's name."),
        new("user_api_key_user_id", Gateway, Text, LiteLlm.ApiKeyUserId, "The key's user."),
        new("user_api_key_team_id", Gateway, Text, LiteLlm.TeamId, "The key's team."),
        new("user_api_key_team_alias", Gateway, Text, LiteLlm.TeamAlias, "The team's name."),
        new("user_api_key_org_id", Gateway, Text, LiteLlm.OrganizationId, "The key's organisation."),
        GatewayOnly("user_api_key_org_alias", "The organisation's name."),
        GatewayOnly("user_api_key_project_id", "The key's project."),
        GatewayOnly("user_api_key_project_alias", "The project's name."),
        GatewayOnly("user_api_key_end_user_id", "The end user."),
        GatewayOnly("user_api_key_user_email", "The user's email address. No span gets it."),
        GatewayOnly("user_api_key_request_route", "The route. The root has it as `http.route`."),
        GatewayOnly("user_api_key_auth", "An object in the proxy's memory."),
        GatewayOnly("user_api_key_auth_metadata", "The key's own settings."),
        GatewayOnly("user_api_key_metadata", "The key's own settings."),
        GatewayOnly("user_api_key_team_metadata", "The team's own settings."),
        GatewayOnly("user_api_key_spend", "A balance."),
        GatewayOnly("user_api_key_max_budget", "A budget."),
        GatewayOnly("user_api_key_budget_reset_at", "The time of a budget's reset."),
        GatewayOnly("user_api_key_team_spend", "A balance."),
        GatewayOnly("user_api_key_team_max_budget", "A budget."),
        GatewayOnly("user_api_key_user_spend", "A balance."),
        GatewayOnly("user_api_key_user_max_budget", "A budget."),
        GatewayOnly("user_api_key_model_max_budget", "A budget."),
        GatewayOnly("user_api_key_end_user_model_max_budget", "A budget."),
        GatewayOnly("user_api_end_user_max_budget", "A budget."),
        GatewayOnly("user_api_key_object_permission_id", "A permission."),
        GatewayOnly("user_api_key_team_object_permission_id", "A permission."),

        // Keys that the gateway sets for its own use.
        new("agent_id", Gateway, Text, OtherPrefix + "agent_id", "The agent that calls, or that the key belongs to. A caller names it in a header only."),
        GatewayOnly("litellm_api_version", "The proxy's version."),
        GatewayOnly("global_max_parallel_requests", "A limit."),
        GatewayOnly("headers", "The request's headers, which include secrets."),
        GatewayOnly("endpoint", "The request's address."),
        GatewayOnly("litellm_parent_otel_span", "An object in the proxy's memory. Here, the parent is an explicit handle."),
        GatewayOnly("requester_ip_address", "The caller's IP address."),
        GatewayOnly("user_agent", "The caller's program."),
        GatewayOnly("spend_logs_metadata", "The metadata of the spend log."),
        GatewayOnly("disable_global_guardrails", "A switch."),
        GatewayOnly("opted_out_global_guardrails", "A switch."),
        GatewayOnly("requester_metadata", "A copy of the request's metadata."),
        GatewayOnly("litellm_received_at", "The time of the request's arrival. The root starts at that time."),
        GatewayOnly("guardrails", "The guardrails that the gateway runs. Each run has a span."),
    ]);

    public static readonly MetadataKeyFacts ExistingTraceId = Row("existing_trace_id");
    public static readonly MetadataKeyFacts TraceIdKey = Row("trace_id");
    public static readonly MetadataKeyFacts ParentObservationId = Row("parent_observation_id");
    public static readonly MetadataKeyFacts UpdateTraceKeys = Row("update_trace_keys");
    public static readonly MetadataKeyFacts TraceUserId = Row("trace_user_id");
    public static readonly MetadataKeyFacts SessionId = Row("session_id");
    public static readonly MetadataKeyFacts Tags = Row("tags");
    public static readonly MetadataKeyFacts AgentId = Row("agent_id");
    public static readonly MetadataKeyFacts TraceName = Row("trace_name");
    public static readonly MetadataKeyFacts TraceVersion = Row("trace_version");
    public static readonly MetadataKeyFacts TraceRelease = Row("trace_release");
    public static readonly MetadataKeyFacts MaskInput = Row("mask_input");
    public static readonly MetadataKeyFacts MaskOutput = Row("mask_output");
    public static readonly MetadataKeyFacts TurnOffMessageLogging = Row("turn_off_message_logging");
    public static readonly MetadataKeyFacts NoLog = Row("no-log");
    public static readonly MetadataKeyFacts PromptKey = Row("prompt");
    public static readonly MetadataKeyFacts PromptName = Row("prompt_name");
    public static readonly MetadataKeyFacts PromptVersion = Row("prompt_version");

    private static MetadataKeyFacts GatewayOnly(string name, string meaning) =>
        new(name, Gateway, Unread, null, meaning);

    private static MetadataKeyFacts Row(string name) => Array.Find(Rows, row => row.Name == name)!;

    private static MetadataKeyFacts[] Numbered(MetadataKeyFacts[] rows) => [.. rows.Select((row, index) => row with { Index = index })];
}
