using System.Collections.ObjectModel;

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

    /// <summary>Whether the guardrail was left out: <see cref="NotRun"/>.</summary>
    public bool IsNotRun { get; private init; }

    /// <summary>How many entities were masked.</summary>
    public int MaskedEntityCount { get; }

    /// <summary>How many entities were masked of each type, in the guardrail's own words; empty if it does not say.</summary>
    public IReadOnlyDictionary<string, int> MaskedEntities
    {
        get => field ?? ReadOnlyDictionary<string, int>.Empty;
        private init;
    }

    /// <summary>The categories that were violated, in the guardrail's own words; empty if none.</summary>
    public IReadOnlyList<string> ViolationCategories => field ?? [];

    /// <summary>
    /// What the guardrail answered, such as its service's JSON; <see langword="null"/> by default. It is content: on the span only
    /// while <see cref="TracedLlmOptions.CaptureContent"/> is on (<c>litellm.guardrail.response</c>), its first 1,048,576 characters.
    /// </summary>
    public string? Response { get; init; }

    /// <summary>Nothing was found.</summary>
    public static GuardrailOutcome Passed => default;

    /// <summary>The guardrail was left out, because it does not apply or is switched off for this caller: <c>not_run</c>.</summary>
    public static GuardrailOutcome NotRun => new() { IsNotRun = true };

    /// <summary>The request goes on with something in it masked.</summary>
    /// <param name="maskedEntityCount">How many entities were masked.</param>
    /// <param name="violationCategories">The categories that were found.</param>
    public static GuardrailOutcome Masked(int maskedEntityCount, IReadOnlyList<string>? violationCategories = null) =>
        new(GuardrailAction.Mask, maskedEntityCount, violationCategories);

    /// <summary>The request goes on with something in it masked.</summary>
    /// <param name="maskedEntities">How many entities were masked of each type, such as <c>email</c>: 2.</param>
    /// <param name="violationCategories">The categories that were found.</param>
    public static GuardrailOutcome Masked(IReadOnlyDictionary<string, int> maskedEntities, IReadOnlyList<string>? violationCategories = null)
    {
        ArgumentNullException.ThrowIfNull(maskedEntities);
        return new(GuardrailAction.Mask, Total(maskedEntities), violationCategories) { MaskedEntities = maskedEntities };
    }

    /// <summary>The request must not go on.</summary>
    /// <param name="violationCategories">The categories that were violated.</param>
    public static GuardrailOutcome Blocked(IReadOnlyList<string>? violationCategories = null) =>
        new(GuardrailAction.Block, 0, violationCategories);

    /// <summary>The request goes on; categories may have been found all the same.</summary>
    internal static GuardrailOutcome PassedWith(IReadOnlyList<string>? violationCategories) => new(GuardrailAction.None, 0, violationCategories);

    private static int Total(IReadOnlyDictionary<string, int> counts) => (int)Math.Min(int.MaxValue, counts.Values.Sum(count => (long)Math.Max(0, count)));
}
