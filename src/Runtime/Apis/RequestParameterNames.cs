using System.Collections.Frozen;
using TracedLlm.Json;

namespace TracedLlm.Apis;

/// <summary>The names of fields of requests, by what they are to the trace.</summary>
internal static class RequestParameterNames
{
    /// <summary>The input of completions, and OpenAI's reference to a stored prompt.</summary>
    public const string Prompt = "prompt";

    // The answer that the caller orders.
    private const string MockResponse = "mock_response";

    private static readonly string[] GatewayPrefixes = ["litellm_", "langfuse_", "langsmith_", "arize_", "phoenix_", "posthog_", "gcs_"];

    /// <summary>The model, the tools, the metadata, and what the request is about: other attributes have them.</summary>
    private static readonly FrozenSet<string> Described = Set(
        "model", "messages", "tools", "functions", "metadata", "input", "prompt", "instructions", "system", "contents", "systemInstruction",
        "system_instruction", "query", "documents", "texts", "inputText", "inputs", "content", "image", "image[]", "images", "mask", "file", "additional_messages", "additional_instructions",
        "thread", "requests");

    /// <summary>Fields that LiteLLM's proxy reads itself, or that its clients send to it.</summary>
    private static readonly FrozenSet<string> Gateway = Set(
        "guardrails", "policies", "tags", "no-log", "turn_off_message_logging", MockResponse, "fallbacks", "context_window_fallbacks",
        "content_policy_fallbacks", "num_retries", "request_timeout", "caching", "ttl", "api_base", "base_url", "api_version",
        "custom_llm_provider", "drop_params", "additional_drop_params", "allowed_openai_params", "extra_headers", "user_config", "proxy_server_request",
        "secret_fields", "wandb_api_key", "humanloop_api_key", "weave_project_id");

    /// <summary>Parameters that are numbers, switches and words, which are no content. Their texts are kept if they are words.</summary>
    private static readonly FrozenSet<string> Known = Set(
        "tool_choice", "function_call", "parallel_tool_calls", "response_format", "reasoning_effort", "reasoning", "thinking", "verbosity", "text",
        "modalities", "audio", "service_tier", "speed", "store", "stream_options", "logit_bias", "truncation", "include", "output_config",
        "context_management", "cache_control", "container", "inference_geo", "prompt_cache_key", "prompt_cache_retention", "safety_identifier",
        "previous_response_id", "conversation", "encoding_format", "input_type", "output_dtype", "task", "truncate", "embedding_types", "voice", "size",
        "quality", "style", "background", "moderation", "output_format", "output_compression", "input_fidelity", "stream_format", "language",
        "timestamp_granularities", "chunking_strategy", "purpose", "completion_window", "endpoint", "ranking_options", "search_parameters", "provider",
        "route", "transforms", "generationConfig", "generation_config", "safetySettings", "safety_settings", "toolConfig", "tool_config",
        "cachedContent", "cached_content", "responseMimeType", "response_mime_type", "responseModalities", "response_modalities", "thinkingConfig",
        "thinking_config", "speechConfig", "speech_config", "mediaResolution", "media_resolution", "tool_resources", "truncation_strategy", "output_modalities",
        "turn_detection", "input_audio_format", "output_audio_format", "input_audio_transcription", "assistant_id", "type");

    /// <summary>Parameters whose texts are kept as they are, because other attributes have them too.</summary>
    private static readonly FrozenSet<string> Verbatim = Set("user", "stop", "stop_sequences", "stopSequences");

    /// <summary>All names that are listed here.</summary>
    public static IEnumerable<string> All => [.. Described, .. Gateway, .. Known, .. Verbatim];

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> DescribedBySpan = Described.GetAlternateLookup<ReadOnlySpan<char>>();
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> GatewayBySpan = Gateway.GetAlternateLookup<ReadOnlySpan<char>>();
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> KnownBySpan = Known.GetAlternateLookup<ReadOnlySpan<char>>();
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> VerbatimBySpan = Verbatim.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Whether a field is a parameter of the request.</summary>
    /// <param name="name">The field.</param>
    /// <param name="value">Its value.</param>
    public static bool IsParameter(ReadOnlySpan<char> name, Utf8Json value) =>
        (!DescribedBySpan.Contains(name) || (name is Prompt && value.IsObject()))
        && !GatewayBySpan.Contains(name)
        && !HasGatewayPrefix(name);

    /// <summary>Whether a field is for the gateway, and is no content.</summary>
    public static bool IsGateways(ReadOnlySpan<char> name) =>
        name is not MockResponse && (GatewayBySpan.Contains(name) || HasGatewayPrefix(name));

    /// <summary>Whether the parameter can be kept as it is without the content of the request.</summary>
    public static bool IsVerbatim(ReadOnlySpan<char> name) => VerbatimBySpan.Contains(name);

    /// <summary>Whether the words in the parameter are no content.</summary>
    public static bool IsKnown(ReadOnlySpan<char> name) => KnownBySpan.Contains(name);

    /// <summary>Whether a member of a parameter is content: a schema, or a text for the model.</summary>
    public static bool IsContent(ReadOnlySpan<char> member) =>
        member is "description" or "instructions" or "content" or "variables" or "user_location"
        || (member.EndsWith("schema", StringComparison.OrdinalIgnoreCase) && member is not "json_schema");

    /// <summary>An object of parameters, as Gemini, Bedrock and Amazon Titan have one, whose members are parameters like the fields of other requests.</summary>
    public static bool IsGroup(ReadOnlySpan<char> name) => name is "generationConfig" or "generation_config" or "inferenceConfig" or "textGenerationConfig";

    private static bool HasGatewayPrefix(ReadOnlySpan<char> name)
    {
        foreach (var prefix in GatewayPrefixes)
        {
            if (name.StartsWith(prefix))
            {
                return true;
            }
        }

        return false;
    }

    private static FrozenSet<string> Set(params string[] names) => names.ToFrozenSet(StringComparer.Ordinal);
}
