using Microsoft.CodeAnalysis;
using TracedLlm.Analyzers.Layers;
using TracedLlm.Generators.Common;

namespace TracedLlm.Analyzers.Flow.Exceptions;

/// <summary>Looks an exception up in the verdicts of another project.</summary>
internal static class ThrownVerdict
{
    /// <summary>The verdict for an exception. It is unknown if the entries for its base types and interfaces differ.</summary>
    public static TriState Find(TypeVerdicts verdicts, ThrownType thrown)
    {
        bool? Entry(ITypeSymbol type) =>
            type.OriginalDefinition.GetDocumentationCommentId() is { } id && verdicts.Tested.TryGetValue(id, out var verdict) ? verdict : null;

        // The entry of a type holds for all types below it, up to the next entry.
        var nearest = MetadataNames.WithBasesOf(thrown.Type).Select(Entry).FirstOrDefault(static entry => entry is not null) ?? verdicts.Others;
        var isClear = thrown.Type.AllInterfaces.Select(Entry).All(entry => entry is null || entry == nearest);
        return !isClear ? TriState.Unknown : nearest ? TriState.True : TriState.False;
    }
}
