namespace TracedLlm;

/// <summary>
/// Traces a partial method as a stage of the request: a span that lasts as long as the method, under the traced method
/// that encloses it, else under the root. The author writes the body in <c>…Core</c> (<c>XAsync</c> → <c>XCoreAsync</c>).
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TracedStageAttribute : Attribute
{
    /// <summary>A stage of every gateway, named by <see cref="TracedLlmOptions.SpanNames"/>.</summary>
    /// <param name="stage">The stage.</param>
    public TracedStageAttribute(LlmStage stage) => Stage = stage;

    /// <summary>A stage of this gateway.</summary>
    /// <param name="name">The span's name, for example <c>rate_limit</c>; low cardinality.</param>
    public TracedStageAttribute(string name) => Name = name;

    /// <summary>The well-known stage, or <see langword="null"/> where <see cref="Name"/> is given.</summary>
    public LlmStage? Stage { get; }

    /// <summary>The span's name, or <see langword="null"/> where <see cref="Stage"/> is given.</summary>
    public string? Name { get; }
}
