using Microsoft.CodeAnalysis;
using TracedLlm.Analyzers.Flow.Values;

namespace TracedLlm.Analyzers.Metadata;

/// <summary>A place that reads or writes a key of a metadata field.</summary>
/// <param name="Field">The field.</param>
/// <param name="Key">The key; <see langword="null"/> for the whole object.</param>
/// <param name="Place">Where the code names the field.</param>
/// <param name="KeyPlace">Where the code names the key.</param>
/// <param name="Property">The property of a request model that stands for the field.</param>
/// <param name="Value">The value, with the condition of the place.</param>
/// <param name="ForeignFunction">The function of another assembly that reads it; <see langword="null"/> in this compilation.</param>
/// <param name="Choice">The expression that chooses between values; <see langword="null"/> for a plain read.</param>
internal sealed record MetadataRead(MetadataField Field, string? Key, SyntaxNode Place, SyntaxNode? KeyPlace, IPropertySymbol? Property, FlowValue Value, string? ForeignFunction, SyntaxNode? Choice);
