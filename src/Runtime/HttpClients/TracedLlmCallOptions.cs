namespace TracedLlm;

/// <summary>What the attempts of a provider's HTTP client say besides what the request and the response do.</summary>
public sealed class TracedLlmCallOptions
{
    /// <summary>The operation in the spans' names, such as <c>chat</c>; by default that of the route's API.</summary>
    public string? Operation { get; set; }

    /// <summary>The provider that the client talks to, as OpenTelemetry names it (<c>gen_ai.provider.name</c>); by default unsaid.</summary>
    public string? Provider { get; set; }

    /// <summary>
    /// Attributes of the attempt that sends a request, such as <see cref="LiteLlm.ModelGroup"/>, <see cref="LiteLlm.ProviderModel"/>,
    /// <see cref="LiteLlm.DeploymentId"/> or <see cref="LiteLlm.AttemptKind"/>; a name that belongs to another span lands there, as
    /// with <see cref="SpanTagAttribute"/>. They win over <see cref="Provider"/> and over the model that the request's body names. In a
    /// traced request it is asked with tracing off too, for the model group and the kind, which the response headers count by. On an
    /// attempt that a method has opened, what the method says wins. What it throws is counted and kept from the request.
    /// </summary>
    public Func<HttpRequestMessage, IEnumerable<KeyValuePair<string, object?>>>? Tags { get; set; }
}
