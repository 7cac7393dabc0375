namespace TracedLlm;

/// <summary>Marks the parameter of a <see cref="TracedGuardrailAttribute"/> method that names the guardrail (<c>litellm.guardrail.name</c>).</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class GuardrailNameAttribute : Attribute
{
    /// <summary>Members to follow from the parameter to a string, separated by dots, null-safe; without it, the parameter itself.</summary>
    public string? Path { get; init; }
}
