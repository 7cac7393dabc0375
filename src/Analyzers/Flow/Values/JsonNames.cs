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

    // The names of metadata fields, and the usual names of their properties. Code may also join a name of two texts: "litellm_" + "metadata".
    private static readonly ImmutableArray<(MetadataField Field, ImmutableArray<string> Names)> Usual =
    [
        (MetadataField.Metadata, ["metadata", "Metadata"]),
        (MetadataField.LiteLlmMetadata, ["litellm_metadata", "litellm_", "litellm", "LitellmMetadata", "LiteLlmMetadata", "LiteLLMMetadata", "LlmMetadata", "GatewayMetadata"]),
    ];

    private static readonly ImmutableArray<string> UsualProperties = [.. Usual.SelectMany(static usual => usual.Names).Where(static name => char.IsUpper(name[0]))];

    private static readonly ImmutableArray<string> SnakeCase = ["SnakeCaseLower", "SnakeCaseNamingStrategy"];

    private readonly CompilationCode _code;
    private readonly GatewaySymbols _symbols;
    private readonly Func<CancellationToken> _token;
    private readonly Computed<ImmutableArray<(MetadataField Field, ImmutableArray<string> Names)>> _words;
    private readonly Computed<ImmutableArray<string>> _allWords;
    private readonly Computed<string> _policy;

    public JsonNames(CompilationCode code, GatewaySymbols symbols, Func<CancellationToken> token)
    {
        _code = code;
        _symbols = symbols;
        _token = token;
        _words = new(code.Lock, FindWords);
        _allWords = new(code.Lock, token => [.. _words.Get(token).SelectMany(static words => words.Names)]);
        _policy = new(code.Lock, token => code.Names.IsAnywhere(SnakeCase, token) ? "snake" : "camel");
    }

    /// <summary>The names that code uses for the metadata fields, for properties with their names in JSON and for members that hold a name.</summary>
    public ImmutableArray<string> Words(CancellationToken cancellationToken) => _allWords.Get(cancellationToken);

    /// <summary>The names that code uses for one of the metadata fields; of both without <paramref name="field"/>.</summary>
    public ImmutableArray<string> Words(MetadataField? field, CancellationToken cancellationToken) =>
        field is null ? Words(cancellationToken) : _words.Get(cancellationToken).First(words => words.Field == field).Names;

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

    // [JsonPropertyName("metadata")] public JsonElement Extra, or const string Field = "metadata": code that uses it names only the member.
    private ImmutableArray<(MetadataField Field, ImmutableArray<string> Names)> FindWords(CancellationToken cancellationToken)
    {
        var members =
            (from tree in _code.Names.FilesWith(["metadata", "litellm_metadata"], cancellationToken)
             from node in tree.GetRoot(cancellationToken).DescendantNodes()
             let literal = node as LiteralExpressionSyntax
             where literal.IsKind(SyntaxKind.StringLiteralExpression) || literal.IsKind(SyntaxKind.Utf8StringLiteralExpression)
             let field = MetadataFields.Named(literal.Token.ValueText)
             where field is not null
             let name = MemberAround(literal)
             where name is not null
             select (Field: field.Value, Name: name)).ToLookup(static member => member.Field, static member => member.Name);
        var below = PropertiesBelow(cancellationToken);
        return [.. Usual.Select(usual => (usual.Field, usual.Names.Union(members[usual.Field]).Union(below[usual.Field]).ToImmutableArray()))];
    }

    // A request type of a referenced project: the attribute that names its property stands in no file of this project.
    private ILookup<MetadataField, string> PropertiesBelow(CancellationToken cancellationToken) =>
        (from lower in SolutionAssemblies.Get(_code).Below
         where _code.Names.IsAnywhere(UsualProperties, cancellationToken)
         from type in Dispatch.TypesIn(lower.Assembly.GlobalNamespace)
         from name in UsualProperties
         where type.MemberNames.Contains(name)
         from member in type.GetMembers(name)
         let field = Stated(member) is var (stated, _) ? MetadataFields.Named(stated) : null
         where field is not null
         select (Field: field.Value, Name: name)).ToLookup(static property => property.Field, static property => property.Name);

    private static string? MemberAround(SyntaxNode literal) => literal.Ancestors()
        .TakeWhile(static around => around is not (BlockSyntax or ArrowExpressionClauseSyntax or BaseTypeDeclarationSyntax or StatementSyntax))
        .Select(static around => around switch
        {
            PropertyDeclarationSyntax property => property.Identifier.ValueText,
            ParameterSyntax parameter => parameter.Identifier.ValueText,
            VariableDeclaratorSyntax field => field.Identifier.ValueText,
            _ => null,
        })
        .FirstOrDefault(static name => name is not null);
}
