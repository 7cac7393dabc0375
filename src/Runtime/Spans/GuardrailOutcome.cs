namespace TracedLlm;

/// <summary>What a guardrail decided.</summary>
/// <remarks>The default value is <see cref="Passed"/>.</remarks>
public readonly record struct GuardrailOutcome
{
    private GuardrailOutcome(GuardrailAction action, int maskedEntityCount, IReadOnlyList<string>? violationCategories)
    {
        Action = action;
        MaskedEntityCount = maskedEntityCount;
        ViolationCategories = violationCategories ?? [];
    }

    /// <summary>What the guardrail did with the request or response.</summary>
    public GuardrailAction Action { get; }

    /// <summary>How many entities were masked.</summary>
    public int MaskedEntityCount { get; }

    /// <summary>The categories that were violated, in the guardrail's own words; empty if none.</summary>
    public IReadOnlyList<string> ViolationCategories => field ?? [];

    /// <summary>Nothing was found.</summary>
    public static GuardrailOutcome Passed => default;

    /// <summary>The request goes on with something in it masked.</summary>
    /// <param name="maskedEntityCount">How many entities were masked.</param>
    /// <param name="violationCategories">The categories that were found.</param>
    public static GuardrailOutcome Masked(int maskedEntityCount, IReadOnlyList<string>? violationCategories = null) =>
        new(GuardrailAction.Mask, maskedEntityCount, violationCategories);

    /// <summary>The request must not go on.</summary>
    /// <param name="violationCategories">The categories that were violated.</param>
    public static GuardrailOutcome Blocked(IReadOnlyList<string>? violationCategories = null) =>
        new(GuardrailAction.Block, 0, violationCategories);
}
