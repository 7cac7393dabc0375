using System.Collections.ObjectModel;

namespace TracedLlm;

/// <summary>The decision of a guardrail.</summary>
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

    /// <summary>Whether the gateway did not run the guardrail: <see cref="NotRun"/>.</summary>
    public bool IsNotRun { get; private init; }

    /// <summary>How many entities the guardrail masked; 0 by default.</summary>
    public int MaskedEntityCount { get; }

    /// <summary>How many entities the guardrail masked, by entity type. The guardrail chooses the type names. Empty by default.</summary>
    public IReadOnlyDictionary<string, int> MaskedEntities
    {
        get => field ?? ReadOnlyDictionary<string, int>.Empty;
        private init;
    }

    /// <summary>The categories that the content violates. The guardrail chooses their names. Empty by default.</summary>
    public IReadOnlyList<string> ViolationCategories => field ?? [];

    /// <summary>
    /// Why the guardrail blocks; <see langword="null"/> by default. The span gets its first 1,024 characters as
    /// <c>litellm.guardrail.reason</c>, without secrets, whether content is captured or not. It has an effect on a block only.
    /// </summary>
    public string? Reason { get; init; }

    /// <summary>
    /// The guardrail's answer, such as the JSON of its service; <see langword="null"/> by default. The answer is content: the span
    /// gets its first 1,048,576 characters as <c>litellm.guardrail.response</c>, and only while
    /// <see cref="TracedLlmOptions.CaptureContent"/> is on.
    /// </summary>
    public string? Response { get; init; }

    /// <summary>
    /// The input after masking, instead of the captured one (<see cref="LlmTrace.SetInput"/>): the request's body as JSON, the array of
    /// its messages, or a text; <see langword="null"/> by default. It has an effect on a mask only.
    /// </summary>
    public string? MaskedInput { get; init; }

    /// <summary>
    /// The output after masking, instead of the captured one (<see cref="LlmTrace.SetOutput"/>): the response's body as JSON, or a text;
    /// <see langword="null"/> by default. It has an effect on a mask only.
    /// </summary>
    public string? MaskedOutput { get; init; }

    /// <summary>The guardrail found nothing.</summary>
    public static GuardrailOutcome Passed => default;

    /// <summary>The gateway did not run the guardrail, because it does not apply to this caller or is switched off: <c>not_run</c>.</summary>
    public static GuardrailOutcome NotRun => new() { IsNotRun = true };

    /// <summary>The guardrail masked a part of the content, and the request goes on.</summary>
    /// <param name="maskedEntityCount">How many entities the guardrail masked.</param>
    /// <param name="violationCategories">The categories that the guardrail found; <see langword="null"/> for an empty list.</param>
    public static GuardrailOutcome Masked(int maskedEntityCount, IReadOnlyList<string>? violationCategories = null) =>
        new(GuardrailAction.Mask, maskedEntityCount, violationCategories);

    /// <summary>The guardrail masked a part of the content, and the request goes on.</summary>
    /// <param name="maskedEntities">How many entities the guardrail masked, by entity type, such as <c>email</c>: 2.</param>
    /// <param name="violationCategories">The categories that the guardrail found; <see langword="null"/> for an empty list.</param>
    /// <exception cref="ArgumentNullException"><paramref name="maskedEntities"/> is <see langword="null"/>.</exception>
    public static GuardrailOutcome Masked(IReadOnlyDictionary<string, int> maskedEntities, IReadOnlyList<string>? violationCategories = null)
    {
        ArgumentNullException.ThrowIfNull(maskedEntities);
        return new(GuardrailAction.Mask, Total(maskedEntities), violationCategories) { MaskedEntities = maskedEntities };
    }

    /// <summary>The guardrail stops the request.</summary>
    /// <param name="violationCategories">The categories that the content violates; <see langword="null"/> for an empty list.</param>
    public static GuardrailOutcome Blocked(IReadOnlyList<string>? violationCategories = null) =>
        new(GuardrailAction.Block, 0, violationCategories);

    /// <summary>The request goes on, although the guardrail may have found categories.</summary>
    internal static GuardrailOutcome PassedWith(IReadOnlyList<string>? violationCategories) => new(GuardrailAction.None, 0, violationCategories);

    private static int Total(IReadOnlyDictionary<string, int> counts) => (int)Math.Min(int.MaxValue, counts.Values.Sum(count => (long)Math.Max(0, count)));
}
