using TracedLlm.Facts;

namespace TracedLlm.Export.Views.Facts;

/// <summary>The canonical attributes that count something that seldom happens. No vendor's view sends a zero for them.</summary>
internal static class Counters
{
    private static readonly string[] Names =
    [
        LibraryAttributes.Attempts, LibraryAttributes.Retries, LibraryAttributes.Fallbacks, LibraryAttributes.GuardrailMaskedEntityCount,
        LibraryAttributes.RequestToolsDeclared,
    ];

    /// <summary>Whether an attribute is one of them.</summary>
    public static bool IsCounter(string name) => Array.IndexOf(Names, name) >= 0;
}
