namespace TracedLlm;

/// <summary>
/// Traces a partial method that runs one guardrail. Each call makes a <c>guardrail</c> span under <c>litellm_request</c>, which
/// ends when the method returns or throws. The author writes the method's body in <c>…Core</c>.
/// </summary>
/// <remarks>
/// The span's status comes from the returned <see cref="GuardrailOutcome"/>, or from the exception that the method throws:
/// <list type="number">
/// <item>The exception is a block if its type implements <see cref="IGuardrailBlock"/> or if <see cref="Blocks"/> names its type.</item>
/// <item>
/// Otherwise the exception is a failure of the guardrail if it is an <see cref="HttpRequestException"/>,
/// <see cref="IOException"/>, <see cref="System.Net.Sockets.SocketException"/>, <see cref="TimeoutException"/>,
/// <see cref="System.Text.Json.JsonException"/> or a cancellation.
/// </item>
/// <item>Any other exception is a block.</item>
/// </list>
/// </remarks>
/// <param name="mode">When the guardrail runs.</param>
/// <example>
/// <code>
/// [TracedGuardrail(GuardrailMode.PreCall, Name = "pii")]
/// private partial ValueTask&lt;GuardrailOutcome&gt; CheckAsync(LlmRequest request);
/// private async ValueTask&lt;GuardrailOutcome&gt; CheckCoreAsync(LlmRequest request) { … }
/// </code>
/// </example>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TracedGuardrailAttribute(GuardrailMode mode) : Attribute
{
    /// <summary>When the guardrail runs.</summary>
    public GuardrailMode Mode { get; } = mode;

    /// <summary>
    /// The guardrail's name, if the method runs always the same guardrail; <see langword="null"/> by default. A parameter that is
    /// marked with <see cref="GuardrailNameAttribute"/> wins over this property.
    /// </summary>
    public string? Name { get; init; }

    /// <summary>
    /// Exception types that mean a block, in addition to the types that implement <see cref="IGuardrailBlock"/>. Empty by default.
    /// </summary>
    public Type[] Blocks { get; init; } = [];
}
