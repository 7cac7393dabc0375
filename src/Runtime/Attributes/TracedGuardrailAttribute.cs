namespace TracedLlm;

/// <summary>
/// Traces a partial method that runs one guardrail: a <c>guardrail</c> span under <c>litellm_request</c>, which ends with
/// the method, whatever it returns or throws. The author writes the body in <c>…Core</c>.
/// </summary>
/// <remarks>
/// The span's status comes from a returned <see cref="GuardrailOutcome"/>. A thrown exception is a block if its type
/// implements <see cref="IGuardrailBlock"/> or is named in <see cref="Blocks"/>; otherwise a breakage if it is an
/// <see cref="HttpRequestException"/>, <see cref="IOException"/>, <see cref="System.Net.Sockets.SocketException"/>,
/// <see cref="TimeoutException"/>, <see cref="System.Text.Json.JsonException"/> or a cancellation; otherwise a block.
/// </remarks>
/// <param name="mode">When the guardrail runs.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TracedGuardrailAttribute(GuardrailMode mode) : Attribute
{
    /// <summary>When the guardrail runs.</summary>
    public GuardrailMode Mode { get; } = mode;

    /// <summary>The guardrail's name, where one method is one guardrail; a parameter marked <see cref="GuardrailNameAttribute"/> wins over it.</summary>
    public string? Name { get; init; }

    /// <summary>Exception types, besides those that implement <see cref="IGuardrailBlock"/>, that mean a block.</summary>
    public Type[] Blocks { get; init; } = [];
}
