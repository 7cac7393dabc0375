using TracedLlm.Conventions;
using TracedLlm.Facts;

namespace TracedLlm.Exporting;

/// <summary>The levels of spans by their <c>litellm.outcome</c>, for backends that know levels.</summary>
internal static class OutcomeLevels
{
    /// <summary>The level of a span whose status is unset and that has this outcome; <see langword="null"/> for the default level.</summary>
    public static string? Find(string outcome) => outcome == Outcomes.Cancelled ? GuardrailNames.LevelWarning : null;
}
