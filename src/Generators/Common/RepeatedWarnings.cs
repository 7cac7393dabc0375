using Microsoft.CodeAnalysis;

namespace TracedLlm.Generators.Common;

/// <summary>
/// Collects the ids of warnings about obsolete and experimental members that the generated half of a method would repeat.
/// The author sees them in the declaration and decides there.
/// </summary>
internal sealed class RepeatedWarnings
{
    private readonly SortedSet<string> _ids = new(StringComparer.Ordinal);

    public IEnumerable<string> Ids => _ids;

    public void Add(ISymbol symbol)
    {
        for (var current = symbol; current is not null; current = current.ContainingType)
        {
            AddAttributesOf(current);
        }

        if (symbol.ContainingModule is { } module)
        {
            AddAttributesOf(module);
            AddAttributesOf(module.ContainingAssembly);
        }
    }

    private void AddAttributesOf(ISymbol symbol)
    {
        foreach (var attribute in symbol.GetAttributes())
        {
            if (MetadataNames.Is(attribute.AttributeClass, "System.ObsoleteAttribute"))
            {
                _ids.Add(attribute.Named("DiagnosticId").Text() ?? (attribute.First().Text() is null ? "CS0612" : "CS0618"));
            }
            else if (MetadataNames.Is(attribute.AttributeClass, "System.Diagnostics.CodeAnalysis.ExperimentalAttribute")
                && attribute.First().Text() is { } id)
            {
                _ids.Add(id);
            }
        }
    }
}
