using Microsoft.CodeAnalysis;

namespace TracedLlm.Generators.Payloads;

/// <summary>One attribute that maps a property, as the parser works with it.</summary>
/// <param name="Property">The property.</param>
/// <param name="Place">The place of the attribute.</param>
/// <param name="Path">The path, or the metadata key.</param>
/// <param name="Steps">The path's steps.</param>
/// <param name="Type">How the property is read.</param>
/// <param name="Tag">The span attribute of the property, if any.</param>
/// <param name="IsContent">Whether it is content.</param>
internal sealed record PayloadField(
    IPropertySymbol Property,
    Location Place,
    string Path,
    List<string?> Steps,
    PayloadFieldType Type,
    string? Tag,
    bool IsContent);
