namespace TracedLlm;

/// <summary>
/// Traces a partial method that calls a provider: one CLIENT span per call, which is one attempt (initial, retry or
/// fallback) under <c>litellm_request</c>. The author writes the body in <c>…Core</c>.
/// </summary>
/// <remarks>
/// The span is named <c>{operation} {model}</c>: the operation of the route's API and the value of the
/// <see cref="SpanTagAttribute"/> <c>litellm.provider.model</c>, else of <c>gen_ai.request.model</c>. A method that returns
/// <see cref="HttpResponseMessage"/> ends its span when the content has been read to the end or disposed.
/// </remarks>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TracedLlmCallAttribute : Attribute
{
    /// <summary>The operation in the span's name, such as <c>chat</c>; by default that of the route's API.</summary>
    public string? Operation { get; init; }
}
