namespace TracedLlm;

/// <summary>
/// Traces a partial method as a stage of the request: a span that lasts as long as the method runs. The span's parent is the
/// traced method that encloses the call, or the root. The author writes the method's body in <c>…Core</c>
/// (<c>XAsync</c> → <c>XCoreAsync</c>).
/// </summary>
/// <example>
/// <code>
/// [TracedStage("rate_limit")]
/// private partial Task CheckRateAsync(Caller caller);
/// private async Task CheckRateCoreAsync(Caller caller) { … }
/// </code>
/// </example>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TracedStageAttribute : Attribute
{
    /// <summary>Traces one of the stages that every gateway has. <see cref="TracedLlmOptions.SpanNames"/> decides the span's name.</summary>
    /// <param name="stage">The stage.</param>
    public TracedStageAttribute(LlmStage stage) => Stage = stage;

    /// <summary>Traces a stage of this gateway.</summary>
    /// <param name="name">The span's name, for example <c>rate_limit</c>. Use a constant set of names, and no ids in them.</param>
    public TracedStageAttribute(string name) => Name = name;

    /// <summary>The stage; <see langword="null"/> if the attribute has a <see cref="Name"/>.</summary>
    public LlmStage? Stage { get; }

    /// <summary>The span's name; <see langword="null"/> if the attribute has a <see cref="Stage"/>.</summary>
    public string? Name { get; }
}
