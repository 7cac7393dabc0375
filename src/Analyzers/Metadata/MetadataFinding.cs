using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using TracedLlm.Analyzers.Routes;

namespace TracedLlm.Analyzers.Metadata;

/// <summary>A place that reads or writes gateway metadata in the wrong field of a route, or in the wrong order.</summary>
/// <param name="Place">Where the code names the field.</param>
/// <param name="Property">The property of a request model that stands for the field, if only its own name is wrong.</param>
/// <param name="Key">The key.</param>
/// <param name="Right">The field that the route carries gateway metadata in.</param>
/// <param name="Route">The route.</param>
/// <param name="Order">The names in the code that tries the fields in the wrong order; empty for a wrong field.</param>
internal sealed record MetadataFinding(SyntaxNode Place, IPropertySymbol? Property, string Key, MetadataField Right, Endpoint Route, ImmutableArray<SyntaxNode> Order)
{
    /// <summary>Whether another route runs the place and carries gateway metadata in the field that it names.</summary>
    public bool IsShared { get; init; }

    /// <summary>Whether the object also has keys that no gateway defines.</summary>
    public bool HasOthers { get; init; }
}
