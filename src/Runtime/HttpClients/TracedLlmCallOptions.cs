namespace TracedLlm;

/// <summary>Facts about the attempts of a provider's HTTP client that the HTTP request and the response do not contain.</summary>
public sealed class TracedLlmCallOptions
{
    /// <summary>The operation in the spans' names, such as <c>chat</c>; by default the operation of the route's API.</summary>
    public string? Operation { get; set; }

    /// <summary>
    /// The provider that the client calls, as OpenTelemetry names it (<c>gen_ai.provider.name</c>); by default not set.
    /// </summary>
    public string? Provider { get; set; }

    /// <summary>
    /// Whether the client asks providers with OpenAI's API for the usage of streams of chat completions and completions
    /// (<c>stream_options.include_usage</c>), without which such a stream has neither tokens nor a price in the trace. The
    /// additional chunk is removed from the stream, unless the caller asked for it. It has no effect while no span is recorded.
    /// Default <see langword="false"/>, because some providers refuse a field that they do not know.
    /// </summary>
    public bool IncludeStreamUsage { get; set; }

    /// <summary>
    /// Attributes of the attempt that sends a request, such as <see cref="LiteLlm.ModelGroup"/>, <see cref="LiteLlm.ProviderModel"/>,
    /// <see cref="LiteLlm.DeploymentId"/> or <see cref="LiteLlm.AttemptKind"/>; an attribute that belongs to another span is set
    /// there, as with <see cref="SpanTagAttribute"/>. They replace <see cref="Provider"/> and the model in the body of the HTTP
    /// request. In a traced request the delegate is also called with tracing off, because the response headers depend on the
    /// model group and the kind. On an attempt that a method has started, the attributes of the method are kept. An exception of
    /// the delegate is counted and does not reach the request.
    /// </summary>
    public Func<HttpRequestMessage, IEnumerable<KeyValuePair<string, object?>>>? Tags { get; set; }
}
