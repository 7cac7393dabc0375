using static TracedLlm.Facts.MetadataSetter;
using static TracedLlm.Facts.MetadataValueKind;

namespace TracedLlm.Facts;

/// <summary>
/// Every metadata key with a meaning: those that LiteLLM's proxy writes, and those that its Langfuse integrations read.
/// A key that is not here is carried by every span as <c>litellm.metadata.{key}</c>.
/// </summary>
internal static class MetadataKeyTable
{
    /// <summary>What the names begin with that only the gateway may set, listed here or not.</summary>
    public const string KeyPrefix = "user_api_key";

    /// <summary>The rows; <see cref="MetadataKeyFacts.Index"/> is the place of each.</summary>
    public static readonly MetadataKeyFacts[] Rows = Numbered(
    [
        // What a caller says of its trace.
        new("existing_trace_id", Request, TraceId, LibraryAttributes.TraceJoined, "Joins a trace that others own: its id, and the mark of it."),
        new("trace_id", Both, TraceId, LiteLlm.TraceId, "The trace's id; as text, the id that the caller gave."),
        new("parent_observation_id", Request, SpanId, null, "The span that the root hangs from."),
        new("update_trace_keys", Request, Texts, LibraryAttributes.TraceUpdateKeys, "The fields of a joined trace that may be changed."),
        new("trace_user_id", Request, Text, LiteLlm.UserId, "The user."),
        new("session_id", Both, Text, LiteLlm.SessionId, "The session; never a trace id."),
        new("tags", Both, Texts, LiteLlm.TraceTags, "The trace's tags."),
        new("trace_name", Request, Text, LiteLlm.TraceName, "The trace's name."),
        new("trace_version", Request, Text, LiteLlm.TraceVersion, "The trace's version."),
        new("trace_release", Request, Text, LiteLlm.TraceRelease, "The trace's release."),
        new("trace_metadata", Request, MetadataValueKind.Json, LiteLlm.TraceMetadata, "The trace's metadata, as JSON text."),
        new("debug_langfuse", Request, Flag, LibraryAttributes.TraceDebug, "Whether the caller looks for an error in its metadata."),

        // What it says of the generation.
        new("generation_name", Request, Text, LiteLlm.GenerationName, "The generation's name in a vendor's view."),
        new("generation_id", Request, Text, LiteLlm.GenerationId, "The caller's id of the generation; not the span's."),
        new("version", Request, Text, LiteLlm.GenerationVersion, "The generation's version."),
        new("mask_input", Request, Flag, null, "Replaces the input, wherever content is captured."),
        new("mask_output", Request, Flag, null, "Replaces the output, wherever content is captured."),
        new("prompt", Request, Prompt, null, "The Langfuse prompt: its name and version."),
        new("prompt_name", Request, Text, LiteLlm.PromptName, "The prompt's name, where there is no prompt."),
        new("prompt_version", Request, WholeNumber, LiteLlm.PromptVersion, "The prompt's version, with its name."),

        // What the gateway says of its caller.
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
        GatewayOnly("user_api_key_user_email", "A personal address, which no span needs."),
        GatewayOnly("user_api_key_request_route", "The route; the root has http.route."),
        GatewayOnly("user_api_key_auth", "A live object."),
        GatewayOnly("user_api_key_auth_metadata", "The key's own settings."),
        GatewayOnly("user_api_key_metadata", "The key's own settings."),
        GatewayOnly("user_api_key_team_metadata", "The team's own settings."),
        GatewayOnly("user_api_key_spend", "A balance."),
        GatewayOnly("user_api_key_max_budget", "A budget."),
        GatewayOnly("user_api_key_budget_reset_at", "A budget."),
        GatewayOnly("user_api_key_team_spend", "A balance."),
        GatewayOnly("user_api_key_team_max_budget", "A budget."),
        GatewayOnly("user_api_key_user_spend", "A balance."),
        GatewayOnly("user_api_key_user_max_budget", "A budget."),
        GatewayOnly("user_api_key_model_max_budget", "A budget."),
        GatewayOnly("user_api_key_end_user_model_max_budget", "A budget."),
        GatewayOnly("user_api_end_user_max_budget", "A budget."),
        GatewayOnly("user_api_key_object_permission_id", "A permission."),
        GatewayOnly("user_api_key_team_object_permission_id", "A permission."),

        // What it notes for itself.
        GatewayOnly("agent_id", "The agent that a key is bound to."),
        GatewayOnly("litellm_api_version", "The proxy's version."),
        GatewayOnly("global_max_parallel_requests", "A limit."),
        GatewayOnly("headers", "The request's headers, secrets among them."),
        GatewayOnly("endpoint", "The request's address."),
        GatewayOnly("litellm_parent_otel_span", "A live object; the parent is an explicit handle here."),
        GatewayOnly("requester_ip_address", "A personal address."),
        GatewayOnly("user_agent", "The caller's program."),
        GatewayOnly("spend_logs_metadata", "What is logged with the spend."),
        GatewayOnly("disable_global_guardrails", "A switch."),
        GatewayOnly("opted_out_global_guardrails", "A switch."),
        GatewayOnly("requester_metadata", "A copy of the request's metadata."),
        GatewayOnly("litellm_received_at", "The arrival; the root starts then."),
        GatewayOnly("guardrails", "The guardrails to run; each is a span."),
    ]);

    public static readonly MetadataKeyFacts ExistingTraceId = Row("existing_trace_id");
    public static readonly MetadataKeyFacts TraceIdKey = Row("trace_id");
    public static readonly MetadataKeyFacts ParentObservationId = Row("parent_observation_id");
    public static readonly MetadataKeyFacts UpdateTraceKeys = Row("update_trace_keys");
    public static readonly MetadataKeyFacts TraceUserId = Row("trace_user_id");
    public static readonly MetadataKeyFacts SessionId = Row("session_id");
    public static readonly MetadataKeyFacts Tags = Row("tags");
    public static readonly MetadataKeyFacts MaskInput = Row("mask_input");
    public static readonly MetadataKeyFacts MaskOutput = Row("mask_output");
    public static readonly MetadataKeyFacts PromptKey = Row("prompt");
    public static readonly MetadataKeyFacts PromptName = Row("prompt_name");
    public static readonly MetadataKeyFacts PromptVersion = Row("prompt_version");

    private static MetadataKeyFacts GatewayOnly(string name, string meaning) =>
        new(name, Gateway, Unread, null, meaning);

    private static MetadataKeyFacts Row(string name) => Array.Find(Rows, row => row.Name == name)!;

    private static MetadataKeyFacts[] Numbered(MetadataKeyFacts[] rows) => [.. rows.Select((row, index) => row with { Index = index })];
}
