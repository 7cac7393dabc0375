namespace TracedLlm;

/// <summary>
/// Traces a partial method that calls a provider. Each call makes one CLIENT span under <c>litellm_request</c>: an attempt, which
/// may be initial, a retry, a fallback or a hedge. The author writes the method's body in <c>…Core</c>.
/// </summary>
/// <remarks>
/// The span's name is <c>{operation} {model}</c>. The operation comes from the route's API. The model is the value of the
/// <see cref="SpanTagAttribute"/> <c>litellm.provider.model</c>, or of <c>gen_ai.request.model</c> if there is no such tag. The
/// span of a method that returns <see cref="HttpResponseMessage"/> ends when the response's content is read to its end or disposed.
/// </remarks>
/// <example>
/// <code>
/// [TracedLlmCall]
/// public partial Task&lt;HttpResponseMessage&gt; SendAsync(
///     [SpanTag(GenAi.ProviderName, Path = "Provider")] Deployment deployment, LlmRequest request, CancellationToken cancellationToken);
/// private Task&lt;HttpResponseMessage&gt; SendCoreAsync(Deployment deployment, LlmRequest request, CancellationToken cancellationToken) { … }
/// </code>
/// </example>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TracedLlmCallAttribute : Attribute
{
    /// <summary>
    /// The operation in the span's name, such as <c>chat</c>. The default, <see langword="null"/>, means the operation of the route's API.
    /// </summary>
    public string? Operation { get; init; }
}
