namespace TracedLlm;

/// <summary>
/// Marks the parameter of a <see cref="TracedGuardrailAttribute"/> method that contains the guardrail's name
/// (<c>litellm.guardrail.name</c>). The parameter wins over <see cref="TracedGuardrailAttribute.Name"/>.
/// </summary>
/// <example><c>[GuardrailName(Path = "Name")] IGuardrail guardrail</c></example>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class GuardrailNameAttribute : Attribute
{
    /// <summary>
    /// The members that lead from the parameter to a string, separated by dots. A member that is <see langword="null"/> ends the path
    /// without an exception. The default, <see langword="null"/>, means the parameter itself.
    /// </summary>
    public string? Path { get; init; }
}
