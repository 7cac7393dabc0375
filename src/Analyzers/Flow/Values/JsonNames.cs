using System.Collections.Immutable;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using TracedLlm.Analyzers.Calls;
using TracedLlm.Analyzers.Common;
using TracedLlm.Generators.Common;

namespace TracedLlm.Analyzers.Flow.Values;

/// <summary>The names that properties have in JSON.</summary>
internal sealed class JsonNames
{
    private const string Newtonsoft = "Newtonsoft.Json.JsonPropertyAttribute";
    private const string DataMember = "System.Runtime.Serialization.DataMemberAttribute";

    // The names of metadata fields, and the usual names of their properties.
    private static readonly ImmutableArray<string> Usual =
        ["metadata", "litellm_metadata", "Metadata", "LitellmMetadata", "LiteLlmMetadata", "LiteLLMMetadata", "LlmMetadata", "GatewayMetadata"];

    private static readonly ImmutableArray<string> SnakeCase = ["SnakeCaseLower", "SnakeCaseNamingStrategy"];

    private readonly CompilationCode _code;
    private readonly GatewaySymbols _symbols;
    private readonly Func<CancellationToken> _token;
    private readonly Computed<ImmutableArray<string>> _words;
    private readonly Computed<string> _policy;

    public JsonNames(CompilationCode code, GatewaySymbols symbols, Func<CancellationToken> token)
    {
        _code = code;
        _symbols = symbols;
        _token = token;
        _words = new(code.Lock, FindWords);
        _policy = new(code.Lock, token => code.Names.IsAnywhere(SnakeCase, token) ? "snake" : "camel");
    }

    /// <summary>The names that code uses for a metadata field and for properties with its name in JSON.</summary>
    public ImmutableArray<string> Words(CancellationToken cancellationToken) => _words.Get(cancellationToken);

    /// <summary>The metadata field that a property has the name of.</summary>
    public MetadataField? FieldOf(ISymbol member) => member is IPropertySymbol { IsIndexer: false } or IFieldSymbol ? MetadataFields.Named(NameOf(member)) : null;

    /// <summary>Whether a property has the name of a metadata field or of a key that gateways know.</summary>
    public bool MayBeMetadata(IPropertySymbol property) =>
        !property.IsIndexer && NameOf(property) is var name && (MetadataFields.Named(name) is not null || GatewayKeys.IsKnown(name) || GatewayKeys.Get(_code.Compilation, _token()).IsOwn(name));

    /// <summary>The name that an attribute gives to a property, and the attribute; <see langword="null"/> if no attribute names it.</summary>
    public (string Name, AttributeData Attribute)? Stated(ISymbol member)
    {
        foreach (var attribute in member.GetAttributes())
        {
            var name =
                GatewaySymbols.Same(attribute.AttributeClass, _symbols.JsonPropertyName) || GatewaySymbols.Same(attribute.AttributeClass, _symbols.MetadataKey) ? attribute.First().Text()
                : MetadataNames.Is(attribute.AttributeClass, Newtonsoft) ? attribute.First().Text() ?? attribute.Named("PropertyName").Text()
                : MetadataNames.Is(attribute.AttributeClass, DataMember) ? attribute.Named("Name").Text()
                : null;
            if (name is not null)
            {
                return (name, attribute);
            }
        }

        return null;
    }

    /// <summary>That name, or else the property's own as ASP.NET Core writes it, or as the code's naming policy does.</summary>
    public string NameOf(ISymbol member) =>
        Stated(member)?.Name
        ?? (_policy.Get(_token()) == "snake" ? Snake(member.Name) : char.ToLowerInvariant(member.Name[0]) + member.Name.Substring(1));

    private static string Snake(string name)
    {
        var text = new StringBuilder();
        for (var i = 0; i < name.Length; i++)
        {
            if (char.IsUpper(name[i]) && i > 0 && name[i - 1] != '_' && (!char.IsUpper(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1]))))
            {
                text.Append('_');
            }

            text.Append(char.ToLowerInvariant(name[i]));
        }

        return text.ToString();
    }

    // [JsonPropertyName("metadata")] public JsonElement Extra: code that uses the property names only 'Extra'.
    private ImmutableArray<string> FindWords(CancellationToken cancellationToken) =>
    [
        .. Usual,
        .. (from tree in _code.Names.FilesWith(["metadata", "litellm_metadata"], cancellationToken)
            from node in tree.GetRoot(cancellationToken).DescendantNodes()
            let named = node as AttributeArgumentSyntax
            where named?.Expression is LiteralExpressionSyntax { RawKind: (int)SyntaxKind.StringLiteralExpression } literal && MetadataFields.Named(literal.Token.ValueText) is not null
            from word in named.Ancestors().Take(4).Select(static around => around switch
            {
                PropertyDeclarationSyntax property => property.Identifier.ValueText,
                ParameterSyntax parameter => parameter.Identifier.ValueText,
                _ => null,
            })
            where word is not null
            select word).Except(Usual),
    ];
}
