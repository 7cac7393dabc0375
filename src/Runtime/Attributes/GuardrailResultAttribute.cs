namespace TracedLlm;

/// <summary>
/// Tells the generator how to read the decision of a <see cref="TracedGuardrailAttribute"/> method from its return value. Use it
/// when the method returns a type of the gateway instead of a <see cref="GuardrailOutcome"/>.
/// </summary>
/// <remarks>
/// Each property is a path: the members that lead from the value to the result, separated by dots. On an asynchronous method the
/// value is the task's result. A member that is <see langword="null"/> ends the path and means <see langword="false"/>, 0 or an
/// empty list. Set at least one of <see cref="Blocked"/> and <see cref="Masked"/>. The compiler checks the paths (TLM3007).
/// </remarks>
/// <example><c>[return: GuardrailResult(Blocked = "IsBlocked", Masked = "Rewrite.IsMasked")]</c></example>
[AttributeUsage(AttributeTargets.ReturnValue)]
public sealed class GuardrailResultAttribute : Attribute
{
    /// <summary>Path to a boolean: whether the guardrail stops the request. A <see langword="true"/> here wins over <see cref="Masked"/>.</summary>
    public string? Blocked { get; init; }

    /// <summary>Path to a boolean: whether the guardrail masked a part of the content and the request goes on.</summary>
    public string? Masked { get; init; }

    /// <summary>
    /// Path to the number of masked entities: an <see langword="int"/>, or an <see cref="IReadOnlyDictionary{TKey, TValue}"/> of
    /// <see langword="string"/> and <see langword="int"/> with the number for each entity type.
    /// </summary>
    public string? MaskedEntities { get; init; }

    /// <summary>Path to the categories that the guardrail found: an array or another counted collection of strings.</summary>
    public string? ViolationCategories { get; init; }
}
