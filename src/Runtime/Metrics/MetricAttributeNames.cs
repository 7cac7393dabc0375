namespace TracedLlm.Metrics;

/// <summary>The attributes that only metrics have.</summary>
internal static class MetricAttributeNames
{
    /// <summary><c>input</c> or <c>output</c>. OpenTelemetry's semantic conventions, v1.41.1.</summary>
    public const string TokenType = "gen_ai.token.type";

    /// <summary>Which part of the input or output: <c>cache_read</c>, <c>cache_creation</c> or <c>reasoning</c>.</summary>
    public const string TokenPart = "tracedllm.token.part";

    /// <summary>Whether the measurements of further attribute values are merged here. OpenTelemetry's metrics SDK specification has the name.</summary>
    public const string Overflow = "otel.metric.overflow";

    /// <summary>Why something was counted.</summary>
    public const string Reason = "reason";

    /// <summary>The name of a trace context header.</summary>
    public const string Header = "header";

    /// <summary>The key of metadata, if it is the library's.</summary>
    public const string Key = "key";

    /// <summary><c>input</c> or <c>output</c>.</summary>
    public const string Side = "side";

    /// <summary>The name of a backend.</summary>
    public const string Backend = "backend";
}
