namespace TracedLlm;

/// <summary>
/// Tells the generator how to read the decision of a <see cref="TracedGuardrailAttribute"/> method from its return value. Use it
/// when the method returns a type of the gateway instead of a <see cref="GuardrailOutcome"/>.
/// </summary>
/// <remarks>
/// <para>
/// The properties of type <see langword="string"/> are paths: the members that lead from the value to the result, separated by
/// dots. On an asynchronous method the value is the task's result. A member that is <see langword="null"/> ends the path: it
/// blocks and masks nothing, and means 0 or an empty list. The compiler checks the paths (TLM3007).
/// </para>
/// <para>
/// Set at least one of <see cref="Blocked"/>, <see cref="BlockedWhen"/>, <see cref="Masked"/> and <see cref="MaskedWhen"/>. A
/// method that returns a bare <see langword="bool"/> or an enumeration needs no path.
/// </para>
/// </remarks>
/// <example>
/// <c>[return: GuardrailResult(Blocked = "IsBlocked", Masked = "Rewrite.IsMasked")]</c>, for <c>Task&lt;bool&gt; IsAllowedAsync(…)</c>
/// <c>[return: GuardrailResult(BlockedWhen = false)]</c>, for an enumeration <c>[return: GuardrailResult(BlockedWhen = Decision.Deny)]</c>
/// </example>
[AttributeUsage(AttributeTargets.ReturnValue)]
public sealed class GuardrailResultAttribute : Attribute
{
    /// <summary>
    /// Path to a boolean or an enumeration: whether the guardrail stops the request. A block here wins over <see cref="Masked"/>.
    /// </summary>
    public string? Blocked { get; init; }

    /// <summary>
    /// The value at <see cref="Blocked"/> that stops the request: a <see langword="bool"/>, by default <see langword="true"/>, or a
    /// value of the enumeration there. Without <see cref="Blocked"/> it is compared with the whole result.
    /// </summary>
    public object? BlockedWhen { get; init; }

    /// <summary>Path to a boolean or an enumeration: whether the guardrail masked a part of the content and the request goes on.</summary>
    public string? Masked { get; init; }

    /// <summary>The value at <see cref="Masked"/> that means a mask, as <see cref="BlockedWhen"/>.</summary>
    public object? MaskedWhen { get; init; }

    /// <summary>
    /// Path to the number of masked entities: an <see langword="int"/>, or an <see cref="IReadOnlyDictionary{TKey, TValue}"/> of
    /// <see langword="string"/> and <see langword="int"/> with the number for each entity type.
    /// </summary>
    public string? MaskedEntities { get; init; }

    /// <summary>Path to the categories that the guardrail found: an array or another counted collection of strings.</summary>
    public string? ViolationCategories { get; init; }

    /// <summary>Path to why the guardrail blocks: a <see langword="string"/>.</summary>
    public string? Reason { get; init; }
}
