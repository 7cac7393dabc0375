using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using TracedLlm.Analyzers.Calls;
using TracedLlm.Analyzers.Flow.Values;
using TracedLlm.Analyzers.Routes;

namespace TracedLlm.Analyzers.Metadata;

/// <summary>The types of a compilation that hold a gateway's metadata: types of properties with the name of a metadata field in JSON.</summary>
internal sealed class TypedMetadata
{
    private static readonly ImmutableHashSet<string> Attributes = ["JsonPropertyName", "JsonPropertyNameAttribute", "JsonProperty", "JsonPropertyAttribute", "DataMember", "DataMemberAttribute"];

    private readonly TracedCode _code;
    private readonly JsonNames _names;
    private readonly Computed<ILookup<ITypeSymbol, MetadataField>> _fields;

    private TypedMetadata(TracedCode code)
    {
        _code = code;
        _names = ValueFlow.Get(code.Code).Names;
        _fields = new(code.Code.Lock, Find);
    }

    public static TypedMetadata Get(TracedCode code) => code.Code.Get((_, _) => new TypedMetadata(code), default);

    /// <summary>The name that an attribute gives to a property in JSON; <see langword="null"/> for another attribute.</summary>
    public static ExpressionSyntax? NameIn(AttributeSyntax attribute) =>
        attribute.Name is var name
        && Attributes.Contains((name as QualifiedNameSyntax)?.Right.Identifier.ValueText ?? (name as SimpleNameSyntax)?.Identifier.ValueText ?? "")
            ? attribute.ArgumentList?.Arguments.FirstOrDefault(static argument => argument.NameEquals is null or { Name.Identifier.ValueText: "PropertyName" or "Name" })?.Expression
            : null;

    /// <summary>
    /// Whether the attribute names a key of metadata. A provider has metadata of its own, with keys of its own, so a type for
    /// the field <c>metadata</c> must also have a key that gateways know.
    /// </summary>
    public bool IsKey(AttributeSyntax attribute, SemanticModel model, CancellationToken cancellationToken)
    {
        var owner = attribute.Parent?.Parent is { } declaration ? model.GetDeclaredSymbol(declaration, cancellationToken) : null;
        return owner?.ContainingType is { } type
            && owner is IPropertySymbol or IParameterSymbol
            && _fields.Get(cancellationToken)[type.OriginalDefinition].ToList() is { Count: > 0 } fields
            && (fields.Contains(MetadataField.LiteLlmMetadata) || type.GetMembers().OfType<IPropertySymbol>().Any(property => _names.Stated(property) is var (name, _) && GatewayKeys.IsKnown(name)));
    }

    private ILookup<ITypeSymbol, MetadataField> Find(CancellationToken cancellationToken)
    {
        var words = _names.Words(cancellationToken);
        return (from tree in _code.Code.Names.FilesWith(words, cancellationToken)
                let model = _code.Code.ModelOf(tree)
                from node in tree.GetRoot(cancellationToken).DescendantNodes()
                where node is PropertyDeclarationSyntax or ParameterSyntax { Parent.Parent: RecordDeclarationSyntax }
                let property = PropertyOf(model.GetDeclaredSymbol(node, cancellationToken))
                where property is not null
                let field = _names.FieldOf(property)
                where field is not null
                select (Type: property.Type.OriginalDefinition, Field: field.Value)).ToLookup(
                    static pair => pair.Type,
                    static pair => pair.Field,
                    (IEqualityComparer<ITypeSymbol>)SymbolEqualityComparer.Default);
    }

    private static IPropertySymbol? PropertyOf(ISymbol? declared) => declared switch
    {
        IPropertySymbol property => property,
        IParameterSymbol parameter => parameter.ContainingType.GetMembers(parameter.Name).OfType<IPropertySymbol>().FirstOrDefault(),
        _ => null,
    };
}
