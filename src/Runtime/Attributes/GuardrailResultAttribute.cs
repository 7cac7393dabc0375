namespace TracedLlm;

/// <summary>
/// Says which members of the value that a <see cref="TracedGuardrailAttribute"/> method returns mean what the guardrail decided,
/// where that value is of the gateway's own type and not a <see cref="GuardrailOutcome"/>:
/// <c>[return: GuardrailResult(Blocked = "IsBlocked", Masked = "Rewrite.IsMasked")]</c>.
/// </summary>
/// <remarks>
/// Each is a path: members to follow from the value (of an asynchronous method, from the task's result), separated by dots,
/// null-safe, checked when the gateway compiles (TLM3007). A value of <see langword="null"/> anywhere on the way means
/// <see langword="false"/>, 0 or none. At least one of <see cref="Blocked"/> and <see cref="Masked"/> is needed.
/// </remarks>
[AttributeUsage(AttributeTargets.ReturnValue)]
public sealed class GuardrailResultAttribute : Attribute
{
    /// <summary>Path to a boolean: whether the request must not go on. Wins over <see cref="Masked"/>.</summary>
    public string? Blocked { get; init; }

    /// <summary>Path to a boolean: whether the request goes on with something in it masked.</summary>
    public string? Masked { get; init; }

    /// <summary>
    /// Path to how many entities were masked: an <see langword="int"/>, or an <see cref="IReadOnlyDictionary{TKey, TValue}"/> of
    /// <see langword="string"/> and <see langword="int"/>, the counts by type.
    /// </summary>
    public string? MaskedEntities { get; init; }

    /// <summary>Path to the categories violated or found: an array or another counted collection of strings.</summary>
    public string? ViolationCategories { get; init; }
}
