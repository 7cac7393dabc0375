using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using TracedLlm.Analyzers.Common;
using TracedLlm.Generators.Common;

namespace TracedLlm.Analyzers.Flow.Values;

/// <summary>What the type of a value says about its origin.</summary>
internal sealed class ValueTypes(GatewaySymbols symbols)
{
    private static readonly ImmutableHashSet<string> Answers =
    [
        "System.Net.Http.HttpContent", "System.Net.Http.HttpResponseMessage", "System.Net.Http.HttpClient", "System.Net.Http.HttpMessageInvoker",
        "System.IO.File", "Microsoft.AspNetCore.Http.HttpResponse", "System.Net.WebSockets.ClientWebSocket",
    ];

    private static readonly ImmutableHashSet<string> Platform = ["System", "Microsoft", "Newtonsoft"];

    private static readonly ImmutableHashSet<string> Pairs =
        ["System.Text.Json.JsonProperty", "System.Collections.Generic.KeyValuePair`2", "Newtonsoft.Json.Linq.JProperty"];

    /// <summary>Whether each value of the type belongs to the request.</summary>
    public bool IsRequest(ITypeSymbol? type) =>
        GatewaySymbols.Same(type, symbols.HttpContext) || GatewaySymbols.Same(type, symbols.HttpRequest);

    /// <summary>Whether each value of the type belongs to a provider's response, a file or the gateway's own response.</summary>
    public static bool IsElsewhere(ITypeSymbol? type) =>
        type is { TypeKind: TypeKind.Class } && MetadataNames.WithBasesOf(type).Any(static one => one.ContainingAssembly is not null && Answers.Contains(MetadataNames.FullName(one)));

    /// <summary>Whether the type is one of .NET or of Newtonsoft, whose methods keep no values of their own.</summary>
    public static bool IsOfThePlatform(ITypeSymbol? type) => type switch
    {
        null => false,
        IArrayTypeSymbol => true,
        _ => Platform.Contains(First(type.ContainingNamespace)),
    };

    /// <summary>Whether a value of the type is a name with its value.</summary>
    public static bool IsPair(ITypeSymbol? type) => type is not null && Pairs.Contains(MetadataNames.FullName(type.OriginalDefinition));

    /// <summary>Whether a value of the type may be a request, a part of one, a name in it or a set of names.</summary>
    public bool MayHold(ITypeSymbol? type) => type switch
    {
        null => false,
        IArrayTypeSymbol array => MayHold(array.ElementType),
        { SpecialType: SpecialType.System_String or SpecialType.System_Object } => true,
        { TypeKind: TypeKind.Dynamic or TypeKind.TypeParameter } => true,
        INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable => MayHold(nullable.TypeArguments[0]),
        INamedTypeSymbol { IsGenericType: true } generic when IsOfThePlatform(type) => NamedAccess.IsObject(type, symbols) || generic.TypeArguments.Any(MayHold),
        _ => NamedAccess.IsObject(type, symbols) || MetadataNames.Is(type, "System.Text.Json.JsonDocument"),
    };

    private static string First(INamespaceSymbol? space)
    {
        while (space is { ContainingNamespace.IsGlobalNamespace: false })
        {
            space = space.ContainingNamespace;
        }

        return space?.Name ?? "";
    }
}
